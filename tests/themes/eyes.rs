//! How colours look: contrast as WCAG 2 measures it, and difference as eyes of three kinds see it.

use ratatui::style::Color;

/// A matrix on linear RGB.
pub(crate) type Sight = [[f64; 3]; 3];

/// Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
pub(crate) const EYES: [(&str, Sight); 3] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]],
    ),
    (
        "deuteranopia",
        [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]],
    ),
];

fn linear(color: Color) -> [f64; 3] {
    let Color::Rgb(r, g, b) = color else { panic!("{color:?} is not an RGB colour") };
    [r, g, b].map(|byte| {
        let value = f64::from(byte) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
}

fn times(matrix: &Sight, [a, b, c]: [f64; 3]) -> [f64; 3] {
    matrix.map(|[x, y, z]| x * a + y * b + z * c)
}

/// From linear sRGB to CIE XYZ, D65.
const XYZ: Sight =
    [[0.412_456, 0.357_576, 0.180_438], [0.212_673, 0.715_152, 0.072_175], [0.019_334, 0.119_192, 0.950_304]];

/// CIE L*a*b*, as an eye sees the colour.
fn lab(color: Color, sight: &Sight) -> [f64; 3] {
    let seen = times(sight, linear(color)).map(|part| part.clamp(0.0, 1.0));
    let [x, y, z] = times(&XYZ, seen);
    let f = |t: f64| if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 };
    let (x, y, z) = (f(x / 0.950_47), f(y), f(z / 1.088_83));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

/// WCAG 2 contrast of two colours, 1 to 21.
pub(crate) fn contrast(a: Color, b: Color) -> f64 {
    let [a, b] = [a, b].map(|color| times(&XYZ, linear(color))[1]);
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// CIE 1976 ΔE of two colours for an eye.
pub(crate) fn difference(a: Color, b: Color, sight: &Sight) -> f64 {
    let (a, b) = (lab(a, sight), lab(b, sight));
    a.into_iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}
