//! All pages of the program, by code.

use crate::diag::Page;
use crate::diag::nearest;

/// All pages of the program, by code.
#[derive(Clone, Debug, Default)]
pub struct Pages {
    list: Vec<Page>,
}

impl Pages {
    /// Sorts the pages of all rooms by code. If a code has two, the first is kept.
    pub fn new(pages: impl IntoIterator<Item = Page>) -> Self {
        let mut list: Vec<Page> = pages.into_iter().collect();
        list.sort_by_key(|page| page.code);
        list.dedup_by_key(|page| page.code);
        Self { list }
    }

    /// The page of a code.
    pub fn find(&self, code: &str) -> Option<&Page> {
        let index = self.list.binary_search_by_key(&code, |page| page.code).ok()?;
        self.list.get(index)
    }

    /// The code that a mistyped one most likely means.
    pub fn nearest(&self, code: &str) -> Option<&'static str> {
        nearest(code, self.list.iter().map(|page| page.code))
    }

    /// All pages, by code.
    pub fn iter(&self) -> std::slice::Iter<'_, Page> {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a Pages {
    type Item = &'a Page;
    type IntoIter = std::slice::Iter<'a, Page>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
