//! A scene as PNG (<https://www.w3.org/TR/png/>).

use std::io::{self, Write};

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};
use ttf_parser::OutlineBuilder;

use super::super::ExportError;
use super::super::palette::Rgb;
use super::font;
use super::scene::{Anchor, Scene, Shape};

/// Pixels for a unit of the scene.
const SCALE: f32 = 2.0;
const WHITE: Rgb = (255, 255, 255);

pub fn write(scene: &Scene, output: &mut dyn Write) -> Result<(), ExportError> {
    let pixels = |length: f64| (length.round() * f64::from(SCALE)) as u32;
    let mut canvas = Pixmap::new(pixels(scene.width), pixels(scene.height))
        .ok_or_else(|| io::Error::other("the picture is too large; draw fewer nodes"))?;
    canvas.fill(Color::WHITE);
    for shape in &scene.shapes {
        draw(&mut canvas, shape);
    }
    let bytes = canvas.encode_png().map_err(io::Error::other)?;
    output.write_all(&bytes)?;
    Ok(())
}

fn draw(canvas: &mut Pixmap, shape: &Shape) {
    match shape {
        Shape::Circle { x, y, radius, fill: colour } => {
            if let Some(path) = PathBuilder::from_circle(*x as f32, *y as f32, *radius as f32) {
                fill(canvas, &path, *colour, 1.0);
                stroke(canvas, &path, WHITE, 1.5, 1.0);
            }
        }
        Shape::Curve { from, control, to, width, colour, opacity } => {
            let mut path = PathBuilder::new();
            path.move_to(from.0 as f32, from.1 as f32);
            path.quad_to(control.0 as f32, control.1 as f32, to.0 as f32, to.1 as f32);
            if let Some(path) = path.finish() {
                stroke(canvas, &path, *colour, *width as f32, *opacity as f32);
            }
        }
        Shape::Triangle { points: [a, b, c], fill: colour, opacity } => {
            let mut path = PathBuilder::new();
            path.move_to(a.0 as f32, a.1 as f32);
            path.line_to(b.0 as f32, b.1 as f32);
            path.line_to(c.0 as f32, c.1 as f32);
            path.close();
            if let Some(path) = path.finish() {
                fill(canvas, &path, *colour, *opacity as f32);
            }
        }
        Shape::Text { x, y, size, bold, anchor, fill: colour, halo, text } => {
            let start = match anchor {
                Anchor::Start => *x,
                Anchor::Middle => x - font::width(text, *size, *bold) / 2.0,
            };
            let mut pen = Pen(PathBuilder::new());
            font::outline(text, *size, *bold, start, *y, &mut pen);
            if let Some(path) = pen.0.finish() {
                if *halo {
                    stroke(canvas, &path, WHITE, 3.0, 1.0);
                }
                fill(canvas, &path, *colour, 1.0);
            }
        }
    }
}

fn paint((r, g, b): Rgb, opacity: f32) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(r, g, b, (opacity * 255.0).round() as u8);
    paint.anti_alias = true;
    paint
}

fn fill(canvas: &mut Pixmap, path: &Path, colour: Rgb, opacity: f32) {
    canvas.fill_path(path, &paint(colour, opacity), FillRule::Winding, Transform::from_scale(SCALE, SCALE), None);
}

fn stroke(canvas: &mut Pixmap, path: &Path, colour: Rgb, width: f32, opacity: f32) {
    let stroke = Stroke { width, line_cap: LineCap::Butt, line_join: LineJoin::Round, ..Stroke::default() };
    canvas.stroke_path(path, &paint(colour, opacity), &stroke, Transform::from_scale(SCALE, SCALE), None);
}

/// Letters as paths.
struct Pen(PathBuilder);

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
