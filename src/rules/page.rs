//! Turns a doc comment into a page, at compile time: the blank after `///` goes.

/// True if the byte at `index` is the blank between `///` and the text of a line.
const fn is_margin(text: &[u8], index: usize) -> bool {
    #[expect(clippy::indexing_slicing, reason = "runs at compile time, on the pages of the rules only")]
    let margin = text[index] == b' ' && (index == 0 || text[index - 1] == b'\n');
    margin
}

/// The length of the page.
pub(in crate::rules) const fn length(written: &str) -> usize {
    let text = written.as_bytes();
    let (mut index, mut length) = (0, 0);
    while index < text.len() {
        if !is_margin(text, index) {
            length += 1;
        }
        index += 1;
    }
    length
}

/// The bytes of the page.
pub(in crate::rules) const fn outdent<const LENGTH: usize>(written: &str) -> [u8; LENGTH] {
    let text = written.as_bytes();
    let mut page = [0; LENGTH];
    let (mut index, mut end) = (0, 0);
    while index < text.len() {
        if !is_margin(text, index) {
            #[expect(
                clippy::indexing_slicing,
                reason = "runs at compile time, on the pages of the rules only"
            )]
            {
                page[end] = text[index];
            }
            end += 1;
        }
        index += 1;
    }
    page
}

/// The page as text.
pub(in crate::rules) const fn text(page: &'static [u8]) -> &'static str {
    match str::from_utf8(page) {
        Ok(text) => text,
        // Unreachable: blanks were taken out of text.
        Err(_) => "",
    }
}
