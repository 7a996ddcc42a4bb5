//! HTML pages: the article without navigation, scripts and advertising, found by `dom_smoothie` (a port of Mozilla's
//! Readability), with the metadata of [schema.org](https://schema.org/NewsArticle) JSON-LD and `<meta>`.

use dom_smoothie::{Config, Readability};
use jiff::civil::Date;
use serde_json::Value;

use super::draft::Draft;
use super::{Document, DocumentError, date, decode};

/// Deeper pages are refused: finding the article takes time with the square of the depth.
const DEEPEST: usize = 2000;

/// Elements that break the line; what stands in one is a paragraph.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul",
];

pub(super) fn read(bytes: &[u8], source: &str) -> Result<Document, DocumentError> {
    read_page(decode::html(bytes, source)?, source)
}

pub(super) fn read_page(html: String, source: &str) -> Result<Document, DocumentError> {
    if depth(&html) > DEEPEST {
        return Err(DocumentError::TooDeep { document: source.to_owned(), limit: DEEPEST });
    }
    let metadata = Metadata::of(&html);
    let mut page = Readability::from(html.as_str());
    let credits = "figure [class*=credit], figure [class*=copyright], figcaption small, [itemprop=copyrightHolder]";
    page.doc.select(credits).remove();
    page.config = Config { disable_json_ld: true, ..Config::default() };
    let (title, byline, site, content) = match page.parse() {
        Ok(article) => (article.title, article.byline, article.site_name, article.content.to_string()),
        // A page too small or too odd for the scores: all its paragraphs.
        Err(_) => (String::new(), None, None, html),
    };
    let title = metadata.title.clone().or(Some(title).filter(|t| !t.is_empty()));
    let mut blocks = blocks(&content);
    if let Some(title) = &title {
        let title = squeeze(title);
        blocks.retain(|block| *block != title);
    }
    let mut authors = metadata.authors;
    if authors.is_empty() {
        authors.extend(
            byline.map(|b| squeeze(&b)).as_deref().map(without_by).filter(|b| !b.is_empty()).map(str::to_owned),
        );
    }
    let mut draft = Draft {
        source: source.to_owned(),
        url: metadata.url,
        publisher: metadata.publisher.or(site),
        authors,
        published: metadata.published,
        ..Draft::default()
    };
    if blocks.is_empty() {
        return Err(DocumentError::NoArticle { document: source.to_owned() });
    }
    draft.set_text(title.as_deref(), &blocks.join("\n\n"));
    draft.finish()
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn without_by(byline: &str) -> &str {
    byline
        .strip_prefix("By ")
        .or_else(|| byline.strip_prefix("by "))
        .or_else(|| byline.strip_prefix("BY "))
        .unwrap_or(byline)
}

/// How deep the elements nest, counted on the tags alone; those that are often left open are not counted.
fn depth(html: &str) -> usize {
    const OPEN: &[&str] = &[
        "area", "base", "br", "col", "embed", "hr", "img", "input", "li", "link", "meta", "option", "p", "param",
        "source", "td", "tr", "track", "wbr",
    ];
    let (mut now, mut deepest) = (0_usize, 0);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let closes = rest.starts_with('/');
        let name = rest.trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if !name.is_empty() && !OPEN.contains(&name.to_ascii_lowercase().as_str()) {
            now = if closes { now.saturating_sub(1) } else { now + 1 };
            deepest = deepest.max(now);
        }
    }
    deepest
}

/// The paragraphs of an article: the runs of text between block elements, white space squeezed.
fn blocks(content: &str) -> Vec<String> {
    let page = Readability::from(content);
    page.doc.select("script, style, noscript, template, nav, button, form, iframe, svg, select, textarea").remove();
    let (mut blocks, mut block) = (Vec::new(), String::new());
    let mut flush = |block: &mut String| {
        let text = squeeze(block);
        block.clear();
        if !text.is_empty() {
            blocks.push(text);
        }
    };
    let body = page.doc.select("body");
    let Some(root) = body.nodes().first() else { return Vec::new() };
    let mut node = root.first_child();
    while let Some(here) = node {
        let name = here.node_name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let breaks = BLOCKS.contains(&name.as_str());
        if breaks {
            flush(&mut block);
        }
        if here.is_text() {
            block.push_str(&here.text());
        }
        node = here.first_child();
        let mut up = Some(here);
        while node.is_none() {
            let Some(last) = up else { break };
            if last.node_name().is_some_and(|name| BLOCKS.contains(&name.to_ascii_lowercase().as_str())) {
                flush(&mut block);
            }
            node = last.next_sibling();
            up = last.parent().filter(|parent| parent.id != root.id);
        }
    }
    flush(&mut block);
    blocks
}

#[derive(Default)]
struct Metadata {
    title: Option<String>,
    url: Option<String>,
    publisher: Option<String>,
    authors: Vec<String>,
    published: Option<Date>,
}

impl Metadata {
    /// From JSON-LD first, then `<meta>`, then `<time>`, `<link rel=canonical>` and the only `<h1>`.
    fn of(html: &str) -> Self {
        let page = Readability::from(html);
        let mut found = Metadata::default();
        for script in page.doc.select("script[type='application/ld+json']").iter() {
            if let Ok(value) = serde_json::from_str::<Value>(script.text().trim()) {
                found.json_ld(&value);
            }
        }
        let meta = |names: &[&str]| {
            names.iter().find_map(|name| {
                let selector = format!("meta[property='{name}'], meta[name='{name}'], meta[itemprop='{name}']");
                let content = page.doc.select(&selector).attr("content")?;
                Some(squeeze(&content)).filter(|c| !c.is_empty())
            })
        };
        let dates = [
            "article:published_time", "datePublished", "parsely-pub-date", "dc.date", "DC.date.issued",
            "dcterms.created", "date", "pubdate", "publish-date",
        ];
        found.published = found.published.or_else(|| dates.iter().find_map(|name| day(&meta(&[name])?)));
        found.published = found.published.or_else(|| {
            let time =
                page.doc.select("article time[datetime], time[pubdate], time[itemprop=datePublished], time[datetime]");
            day(&time.attr("datetime")?)
        });
        let headings = page.doc.select("h1");
        let heading =
            if headings.length() == 1 { Some(squeeze(&headings.text())).filter(|h| !h.is_empty()) } else { None };
        found.title = found.title.or(heading).or_else(|| meta(&["og:title", "twitter:title", "dc.title"]));
        found.publisher =
            found.publisher.or_else(|| meta(&["og:site_name", "application-name", "dc.publisher", "publisher"]));
        if found.authors.is_empty() {
            let author = meta(&["author", "parsely-author", "dc.creator", "byl"]);
            found.authors.extend(author.map(|a| without_by(&a).to_owned()).filter(|a| !a.starts_with("http")));
        }
        let canonical = page.doc.select("link[rel=canonical]").attr("href").map(|href| href.to_string());
        found.url = found.url.or(canonical).or_else(|| meta(&["og:url"])).filter(|url| url.starts_with("http"));
        found
    }

    /// Takes the first article of a JSON-LD value: an object, an array of them, or a `@graph`.
    fn json_ld(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.json_ld(value)),
            Value::Object(object) => {
                let types = match object.get("@type") {
                    Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).collect(),
                    Some(Value::String(name)) => vec![name.as_str()],
                    _ => Vec::new(),
                };
                if types.iter().any(|t| t.ends_with("Article") || t.ends_with("Posting") || *t == "Report") {
                    let text = |key: &str| object.get(key).and_then(Value::as_str).map(plain).filter(|t| !t.is_empty());
                    self.title = self.title.take().or_else(|| text("headline")).or_else(|| text("name"));
                    self.published =
                        self.published.or_else(|| day(&text("datePublished").or_else(|| text("dateCreated"))?));
                    self.url = self.url.take().or_else(|| text("url")).filter(|url| url.starts_with("http"));
                    self.publisher =
                        self.publisher.take().or_else(|| names(object.get("publisher")?).into_iter().next());
                    if self.authors.is_empty() {
                        self.authors = object.get("author").map(names).unwrap_or_default();
                    }
                }
                if let Some(graph) = object.get("@graph") {
                    self.json_ld(graph);
                }
            }
            _ => {}
        }
    }
}

/// A name, an object with a name, or several of either.
pub(super) fn names(value: &Value) -> Vec<String> {
    match value {
        Value::String(name) => {
            Some(plain(name)).filter(|n| !n.is_empty() && !n.starts_with("http")).into_iter().collect()
        }
        Value::Array(values) => values.iter().flat_map(names).collect(),
        Value::Object(object) => object.get("name").map(names).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Text out of JSON-LD, where some sites leave entities and tags in.
fn plain(text: &str) -> String {
    if text.contains(['&', '<']) { squeeze(&Readability::from(text).doc.select("body").text()) } else { squeeze(text) }
}

fn day(text: &str) -> Option<Date> {
    date::parse(text).or_else(|| date::find(text).filter(|(range, _)| range.start == 0).map(|found| found.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html><head><meta charset="utf-8"><title>Vote held | The Ledger</title>
        <meta property="og:site_name" content="The Ledger"><link rel="canonical" href="https://example.org/vote">
        <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebPage"},{"@type":"NewsArticle",
        "headline":"Vote held &amp; lost","datePublished":"2021-05-25T23:10:00+02:00","author":[{"@type":"Person","name":"Jane Doe"}]}]}</script></head>
        <body><nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li></ul></nav>
        <article><h1>Vote held &amp; lost</h1><p>ROME, May 25, 2021 - A vote was held on Tuesday in the lower house of parliament, and the government of the country lost it, to the surprise of many who had watched the debate.</p>
        <p>&ldquo;It is over,&rdquo; said the prime&nbsp;minister,<br>who had hoped to win, and who had spent the week before in talks with the smaller parties that keep her in power.</p>
        <figure><img src="x.jpg"><figcaption>The chamber on Tuesday, when the vote was held. <span class="credit">Some Agency</span></figcaption></figure>
        <ul><li>Ayes: 120 members of the house, among them all of the greens</li><li>Noes: 180 members of the house, among them some of the liberals</li></ul>
        <script>var x = "never shown";</script></article><footer>All rights reserved</footer></body></html>"#;

    #[test]
    fn an_article_with_its_metadata() {
        let document = read(PAGE.as_bytes(), "a.html").unwrap();
        assert_eq!(document.title.as_deref(), Some("Vote held & lost"));
        assert_eq!(document.publisher.as_deref(), Some("The Ledger"));
        assert_eq!(document.authors, ["Jane Doe"]);
        assert_eq!(document.url.as_deref(), Some("https://example.org/vote"));
        assert_eq!(document.published.unwrap().to_string(), "2021-05-25");
        assert!(document.text.starts_with("Vote held & lost\n\nROME, May 25, 2021 - A vote"), "{}", document.text);
        assert!(document.text.contains("“It is over,” said the prime minister,"), "{}", document.text);
        for out in ["Home", "never shown", "rights", "Some Agency"] {
            assert!(!document.text.contains(out), "{out} in {}", document.text);
        }
        assert_eq!(document.text.matches("Vote held & lost").count(), 1);
    }

    #[test]
    fn a_fragment_without_an_article() {
        let document = read(b"<p>A vote was held.</p><p>It was lost.</p>", "a.html").unwrap();
        assert!(document.text.contains("A vote was held.\n\nIt was lost."), "{}", document.text);
        assert!(matches!(
            read(b"<html><body><nav>Home</nav></body></html>", "a.html"),
            Err(DocumentError::NoArticle { .. })
        ));
    }

    #[test]
    fn deep_nesting_is_refused() {
        let page = "<div>".repeat(100_000) + "x";
        assert!(matches!(read(page.as_bytes(), "a.html"), Err(DocumentError::TooDeep { .. })));
    }
}
