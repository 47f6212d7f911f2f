//! The terminal: entered once, left by one path, whatever ends the program.

use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
    sync::{
        Once,
        atomic::{AtomicBool, Ordering},
    },
};

use crossterm::{
    cursor::{Hide, Show},
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute, queue,
    terminal::{
        BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
        disable_raw_mode, enable_raw_mode,
    },
};
use ratatui::{Frame, Terminal, backend::CrosstermBackend, layout::Size};

use crate::{aws::is_contained, terminal::links::sequence};

/// Whether the terminal is ours at the moment.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Whether the terminal sends what the mouse does.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Buttons and wheel, in the form that knows no widest screen. crossterm's own command asks for every movement as well.
const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// A frame on its way: gathered to its end, and written at once. Drawing asks to flush in the middle of it.
#[derive(Clone, Debug, Default)]
struct Gathered(Rc<RefCell<Vec<u8>>>);

impl Gathered {
    fn send(&self) -> io::Result<()> {
        let mut bytes = self.0.borrow_mut();
        let mut out = io::stdout().lock();
        let sent = out.write_all(&bytes).and_then(|()| out.flush());
        bytes.clear();
        sent
    }
}

impl Write for Gathered {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The alternate screen in raw mode. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct TerminalScreen {
    terminal: Terminal<CrosstermBackend<Gathered>>,
    gathered: Gathered,
}

impl TerminalScreen {
    /// Enters the alternate screen. From here on a panic restores the terminal before it is reported.
    ///
    /// # Errors
    ///
    /// When the terminal refuses; it is restored then.
    pub fn enter() -> io::Result<Self> {
        restore_on_panic();
        // crossterm answers NO_COLOR with empty colour commands, which terminals take for "reset all", and the
        // cursor's reversed cell is lost. Colour is switched off by the theme instead.
        crossterm::style::force_color_output(true);
        take().inspect_err(|_| restore())?;
        let gathered = Gathered::default();
        let terminal = Terminal::new(CrosstermBackend::new(gathered.clone())).inspect_err(|_| restore())?;
        Ok(Self { terminal, gathered })
    }

    /// Draws one frame, in which these addresses can be clicked; the terminal shows it all at once.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written to.
    pub fn draw(&mut self, frame: impl FnOnce(&mut Frame<'_>), links: &[String]) -> io::Result<()> {
        queue!(self.gathered, BeginSynchronizedUpdate)?;
        let drawn = self.terminal.draw(frame)?;
        if !links.is_empty() {
            self.gathered.write_all(&sequence(drawn.buffer, links)?)?;
        }
        queue!(self.gathered, EndSynchronizedUpdate)?;
        self.gathered.send()
    }

    /// Takes the terminal again after the program was stopped, and forgets what was on it.
    ///
    /// # Errors
    ///
    /// When the terminal refuses.
    pub fn resume(&mut self) -> io::Result<()> {
        take()?;
        execute!(io::stdout(), Clear(ClearType::All))?;
        // A new one takes the screen for empty. `Terminal::clear` would ask for the cursor's position and wait for
        // the answer, which the event stream reads.
        self.terminal = Terminal::new(CrosstermBackend::new(self.gathered.clone()))?;
        Ok(())
    }

    /// Columns and rows.
    ///
    /// # Errors
    ///
    /// When the terminal does not say.
    pub fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    /// Asks the terminal for clicks and wheel, or leaves the mouse to it.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written to.
    pub fn use_mouse(&mut self, on: bool) -> io::Result<()> {
        MOUSE.store(on, Ordering::SeqCst);
        self.send(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Writes bytes that are not part of a frame, such as a text for the clipboard.
    ///
    /// # Errors
    ///
    /// When the terminal cannot be written to.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut out = io::stdout();
        out.write_all(bytes)?;
        out.flush()
    }
}

impl Drop for TerminalScreen {
    fn drop(&mut self) {
        restore();
    }
}

fn take() -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)
}

/// Gives the terminal back as it was. The one path for quitting, errors, panics, signals and suspension; does
/// nothing when the terminal is not ours.
pub fn restore() {
    if ENTERED.swap(false, Ordering::SeqCst) {
        // Nothing can be done about a terminal that is gone.
        if MOUSE.swap(false, Ordering::SeqCst) {
            let _ = io::stdout().write_all(MOUSE_OFF);
        }
        let _ = execute!(io::stdout(), EndSynchronizedUpdate, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// Wraps the panic hook that is installed, once.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        let thread = std::thread::current().id();
        std::panic::set_hook(Box::new(move |info| {
            // What is caught and told leaves the dashboard where it is. A task that broke on another thread ends the loop,
            // which gives the terminal back and tells why; until then it goes on drawing.
            let ends_here = std::thread::current().id() == thread;
            if !is_contained() && (ends_here || !ENTERED.load(Ordering::SeqCst)) {
                restore();
                report(info);
            }
        }));
    });
}
