//! The font of pictures: widths of texts and outlines of letters.

use std::sync::LazyLock;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

/// A letter that the font lacks is as wide as this, in ems, and not drawn.
const MISSING: f64 = 0.6;

static REGULAR: LazyLock<Face<'static>> =
    LazyLock::new(|| Face::parse(dejavu::sans::regular(), 0).expect("the font is built in"));
static BOLD: LazyLock<Face<'static>> =
    LazyLock::new(|| Face::parse(dejavu::sans::bold(), 0).expect("the font is built in"));

fn face(bold: bool) -> &'static Face<'static> {
    if bold { &BOLD } else { &REGULAR }
}

/// The width of a text of a size.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    text.chars().map(|letter| advance(face(bold), letter)).sum::<f64>() * size
}

/// In ems.
fn advance(face: &Face<'_>, letter: char) -> f64 {
    let advance = glyph(face, letter).and_then(|glyph| face.glyph_hor_advance(glyph));
    advance.map_or(MISSING, |units| f64::from(units) / f64::from(face.units_per_em()))
}

fn glyph(face: &Face<'_>, letter: char) -> Option<GlyphId> {
    face.glyph_index(letter)
}

/// Draws the outlines of a text whose baseline begins at a point.
pub fn outline(text: &str, size: f64, bold: bool, x: f64, y: f64, pen: &mut dyn OutlineBuilder) {
    let face = face(bold);
    let scale = size / f64::from(face.units_per_em());
    let mut at = x;
    for letter in text.chars() {
        if let Some(glyph) = glyph(face, letter) {
            let mut placed = Placed { pen, scale, x: at, y };
            face.outline_glyph(glyph, &mut placed);
        }
        at += advance(face, letter) * size;
    }
}

/// A pen that draws letters where they stand, y downwards.
struct Placed<'a> {
    pen: &'a mut dyn OutlineBuilder,
    scale: f64,
    x: f64,
    y: f64,
}

impl Placed<'_> {
    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        ((self.x + f64::from(x) * self.scale) as f32, (self.y - f64::from(y) * self.scale) as f32)
    }
}

impl OutlineBuilder for Placed<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.pen.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.pen.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.pen.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.pen.curve_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.pen.close();
    }
}

/// A text in at most two lines of about so many letters, broken between words; what is left over is cut with "…".
pub fn lines(text: &str, letters: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let full = lines.len() == 2;
        match lines.last_mut() {
            Some(line) if full || line.chars().count() + 1 + word.chars().count() <= letters => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.iter().map(|line| cut(line, letters + letters / 4)).collect()
}

/// The first letters of a text, with "…" if there are more.
pub fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_measured_and_broken() {
        assert!(width("Wide", 10.0, false) > width("ill", 10.0, false));
        assert!(width("Wide", 10.0, true) > width("Wide", 10.0, false));
        assert_eq!(width("", 10.0, false), 0.0);
        assert_eq!(lines("Recep Tayyip Erdoğan", 14), ["Recep Tayyip", "Erdoğan"]);
        assert_eq!(lines("a very long name of a body that nobody can read", 10), ["a very", "long name o…"]);
        assert_eq!(lines("Unbrechbarkeiten", 8), ["Unbrechba…"]);
    }
}
