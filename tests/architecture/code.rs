//! A source file, parsed: what it defines, what it hands on, and every path it names outside its tests.

use std::{fs, path::Path};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// One file under `src`, as a module of the crate.
pub(crate) struct Source {
    /// The path under `src`, for messages: `access/ladder.rs`.
    pub(crate) name: String,
    /// The module it is: `["access", "ladder"]`; empty for `lib.rs`.
    pub(crate) module: Vec<String>,
    pub(crate) lines: usize,
    /// Names of the items written in the file itself.
    pub(crate) defined: Vec<String>,
    /// `use` items that other files can see: the name (`*` for all) and the path it stands for.
    pub(crate) handed_on: Vec<(String, Vec<String>)>,
    /// Every path named in the file, resolved as far as the file alone allows: `crate` first for paths in the crate.
    pub(crate) named: Vec<Vec<String>>,
    /// Structs with named fields, and how many.
    pub(crate) fields: Vec<(String, usize)>,
    /// Types that an `impl` block in this file is for.
    pub(crate) implemented: Vec<String>,
    /// Types that other rooms can see.
    pub(crate) public_types: Vec<String>,
}

impl Source {
    /// The room: the folder or file under `src`; empty for `lib.rs` and `main.rs`.
    pub(crate) fn room(&self) -> &str {
        self.module.first().map_or("", |room| if room == "main" { "" } else { room })
    }

    /// Reads `text` as the file `name` (a path under `src`).
    pub(crate) fn parse(name: &str, text: &str) -> Self {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let module: Vec<String> = match name.trim_end_matches(".rs") {
            "lib" => Vec::new(),
            path => path.split('/').map(str::to_owned).collect(),
        };
        let mut reader = Reader { module: module.clone(), source: Self::empty(name, module, text) };
        reader.visit_file(&file);
        reader.source
    }

    fn empty(name: &str, module: Vec<String>, text: &str) -> Self {
        Self {
            name: name.to_owned(),
            module,
            lines: text.lines().count(),
            defined: Vec::new(),
            handed_on: Vec::new(),
            named: Vec::new(),
            fields: Vec::new(),
            implemented: Vec::new(),
            public_types: Vec::new(),
        }
    }
}

/// Every source file under `src`.
pub(crate) fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source::parse(&name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

struct Reader {
    /// The module being read: the file's own, or one written inside it.
    module: Vec<String>,
    source: Source,
}

impl Reader {
    /// Keeps a path, with `self`, `super` and `crate` worked out.
    fn name(&mut self, path: &[String]) {
        if let Some(path) = self.resolved(path) {
            self.source.named.push(path);
        }
    }

    fn resolved(&self, path: &[String]) -> Option<Vec<String>> {
        let mut base: Vec<String> = std::iter::once("crate".to_owned()).chain(self.module.iter().cloned()).collect();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => return Some(path.to_vec()),
            "self" => rest = &path[1..],
            "super" => {}
            _ => return Some(path.to_vec()),
        }
        while rest.first().is_some_and(|part| part == "super") {
            base.pop();
            rest = &rest[1..];
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn tree(&mut self, tree: &syn::UseTree, before: &[String], seen_by_others: bool) {
        let with = |part: String| before.iter().cloned().chain([part]).collect::<Vec<_>>();
        let (name, path) = match tree {
            syn::UseTree::Path(path) => return self.tree(&path.tree, &with(path.ident.to_string()), seen_by_others),
            syn::UseTree::Group(group) => {
                for member in &group.items {
                    self.tree(member, before, seen_by_others);
                }
                return;
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                (before.last().cloned().unwrap_or_default(), before.to_vec())
            }
            syn::UseTree::Name(name) => (name.ident.to_string(), with(name.ident.to_string())),
            syn::UseTree::Rename(rename) if rename.ident == "self" => (rename.rename.to_string(), before.to_vec()),
            syn::UseTree::Rename(rename) => (rename.rename.to_string(), with(rename.ident.to_string())),
            _ => ("*".to_owned(), before.to_vec()),
        };
        if seen_by_others && self.module == self.source.module {
            // `pub use child::Item` in the parent: the child's path is relative to the file.
            let target = self.resolved(&path).unwrap_or_default();
            self.source.handed_on.push((name, target));
        } else {
            self.name(&path);
        }
    }

    fn define(&mut self, ident: &syn::Ident) {
        if self.module == self.source.module {
            self.source.defined.push(ident.to_string());
        }
    }

    fn public_type(&mut self, ident: &syn::Ident, visibility: &syn::Visibility) {
        if matches!(visibility, syn::Visibility::Public(_)) {
            self.source.public_types.push(ident.to_string());
        }
    }

    /// Paths inside a macro's arguments, which the parser leaves as tokens.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if path.is_empty() || colons == 2 => {
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' && !path.is_empty() && colons < 2 => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(ident) => {
                    self.keep(&mut path);
                    path.push(ident.to_string());
                }
                TokenTree::Group(group) => {
                    self.keep(&mut path);
                    self.tokens(group.stream());
                }
                _ => self.keep(&mut path),
            }
            colons = 0;
        }
        self.keep(&mut path);
    }

    fn keep(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.name(path);
        }
        path.clear();
    }
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg")
                && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string() == "test")
    })
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let (attributes, ident) = match item {
            syn::Item::Const(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            syn::Item::Static(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Type(item) => (&item.attrs, Some(&item.ident)),
            syn::Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            syn::Item::Impl(item) => (&item.attrs, None),
            syn::Item::Mod(item) => (&item.attrs, None),
            syn::Item::Use(item) => (&item.attrs, None),
            _ => return visit::visit_item(self, item),
        };
        if is_for_tests(attributes) {
            return;
        }
        if let Some(ident) = ident {
            self.define(ident);
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_some() {
            self.module.push(item.ident.to_string());
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, &[], !matches!(item.vis, syn::Visibility::Inherited));
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        if let syn::Fields::Named(fields) = &item.fields {
            self.source.fields.push((item.ident.to_string(), fields.named.len()));
        }
        self.public_type(&item.ident, &item.vis);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.public_type(&item.ident, &item.vis);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.public_type(&item.ident, &item.vis);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let syn::Type::Path(of) = &*item.self_ty
            && let Some(last) = of.path.segments.last()
        {
            self.source.implemented.push(last.ident.to_string());
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 {
            self.name(&segments);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }
}
