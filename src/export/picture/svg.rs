//! A scene as SVG.

use std::io::Write;

use quick_xml::escape::escape;

use super::super::ExportError;
use super::super::palette::Rgb;
use super::scene::{Anchor, Scene, Shape};

/// Close to the font that widths are measured with, wherever that is missing.
const FONT: &str = "DejaVu Sans, Verdana, Geneva, sans-serif";

pub fn write(scene: &Scene, output: &mut dyn Write) -> Result<(), ExportError> {
    let (width, height) = (scene.width, scene.height);
    writeln!(
        output,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0}" height="{height:.0}" viewBox="0 0 {width:.0} {height:.0}" font-family="{FONT}" role="img">"#
    )?;
    writeln!(output, "<title>{}</title>", escape(&scene.title))?;
    writeln!(output, r##"<rect width="100%" height="100%" fill="#ffffff"/>"##)?;
    for shape in &scene.shapes {
        match shape {
            Shape::Circle { x, y, radius, fill } => writeln!(
                output,
                r##"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" fill="{}" stroke="#ffffff" stroke-width="1.5"/>"##,
                hex(*fill)
            )?,
            Shape::Curve { from, control, to, width, colour, opacity } => writeln!(
                output,
                r#"<path d="M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}" fill="none" stroke="{}" stroke-width="{width:.1}" stroke-opacity="{opacity}"/>"#,
                from.0,
                from.1,
                control.0,
                control.1,
                to.0,
                to.1,
                hex(*colour)
            )?,
            Shape::Triangle { points: [a, b, c], fill, opacity } => writeln!(
                output,
                r#"<path d="M{:.1} {:.1}L{:.1} {:.1} {:.1} {:.1}Z" fill="{}" fill-opacity="{opacity}"/>"#,
                a.0,
                a.1,
                b.0,
                b.1,
                c.0,
                c.1,
                hex(*fill)
            )?,
            Shape::Text { x, y, size, bold, anchor, fill, halo, text } => {
                let weight = if *bold { r#" font-weight="bold""# } else { "" };
                let anchor = match anchor {
                    Anchor::Start => "",
                    Anchor::Middle => r#" text-anchor="middle""#,
                };
                let halo = if *halo {
                    r##" stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke""##
                } else {
                    ""
                };
                let (fill, text) = (hex(*fill), escape(text));
                writeln!(
                    output,
                    r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}" fill="{fill}"{weight}{anchor}{halo}>{text}</text>"#
                )?;
            }
        }
    }
    writeln!(output, "</svg>")?;
    Ok(())
}

fn hex((r, g, b): Rgb) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}
