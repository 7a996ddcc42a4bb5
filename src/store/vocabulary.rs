//! The IRIs that the graph is written in: `whom:` for statements, SEM for events, W3C ORG for offices and bodies,
//! schema.org for names and articles, NIF for spans, PROV-O for where things come from, SKOS for aliases.

use oxigraph::model::{NamedNode, NamedNodeRef};

use crate::iri::{BASE, VOCABULARY, mint};
use crate::ontology::EntityType;

/// Prefixes that queries may use without a declaration and that Turtle and TriG are written with.
pub const PREFIXES: &[(&str, &str)] = &[
    ("document", "https://w3id.org/whom/document/"),
    ("entity", "https://w3id.org/whom/entity/"),
    ("itsrdf", "http://www.w3.org/2005/11/its/rdf#"),
    ("nif", "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("rule", "https://w3id.org/whom/rule/"),
    ("schema", "https://schema.org/"),
    ("sem", "http://semanticweb.cs.vu.nl/2009/11/sem/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("statement", "https://w3id.org/whom/statement/"),
    ("whom", VOCABULARY),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

macro_rules! terms {
    ($($name:ident = $iri:expr;)*) => {
        $(pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked($iri);)*

        /// All of these.
        #[cfg(test)]
        const TERMS: &[NamedNodeRef<'static>] = &[$($name),*];
    };
}

terms! {
    SCHEMA_ARTICLE = "https://schema.org/NewsArticle";
    SCHEMA_AUTHOR = "https://schema.org/author";
    SCHEMA_DATE_PUBLISHED = "https://schema.org/datePublished";
    SCHEMA_END_DATE = "https://schema.org/endDate";
    SCHEMA_HEADLINE = "https://schema.org/headline";
    SCHEMA_PUBLISHER = "https://schema.org/publisher";
    SCHEMA_SAME_AS = "https://schema.org/sameAs";
    SCHEMA_SOFTWARE_VERSION = "https://schema.org/softwareVersion";
    SCHEMA_START_DATE = "https://schema.org/startDate";
    SCHEMA_URL = "https://schema.org/url";
    SKOS_ALT_LABEL = "http://www.w3.org/2004/02/skos/core#altLabel";

    ITS_IDENTITY = "http://www.w3.org/2005/11/its/rdf#taIdentRef";
    NIF_ANCHOR_OF = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#anchorOf";
    NIF_BEGIN = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#beginIndex";
    NIF_CONTEXT = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#Context";
    NIF_END = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#endIndex";
    NIF_PHRASE = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#Phrase";
    NIF_SENTENCE = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#Sentence";

    ORG_MEMBER = "http://www.w3.org/ns/org#member";
    ORG_MEMBERSHIP = "http://www.w3.org/ns/org#Membership";

    PROV_ACTIVITY = "http://www.w3.org/ns/prov#Activity";
    PROV_ENTITY = "http://www.w3.org/ns/prov#Entity";
    PROV_PLAN = "http://www.w3.org/ns/prov#Plan";
    PROV_SOFTWARE_AGENT = "http://www.w3.org/ns/prov#SoftwareAgent";
    PROV_ASSOCIATED_WITH = "http://www.w3.org/ns/prov#wasAssociatedWith";
    PROV_ATTRIBUTED_TO = "http://www.w3.org/ns/prov#wasAttributedTo";
    PROV_DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom";
    PROV_GENERATED_BY = "http://www.w3.org/ns/prov#wasGeneratedBy";
    PROV_USED = "http://www.w3.org/ns/prov#used";

    SEM_BEGIN = "http://semanticweb.cs.vu.nl/2009/11/sem/hasBeginTimeStamp";
    SEM_END = "http://semanticweb.cs.vu.nl/2009/11/sem/hasEndTimeStamp";
    SEM_EVENT = "http://semanticweb.cs.vu.nl/2009/11/sem/Event";
    SEM_EVENT_TYPE = "http://semanticweb.cs.vu.nl/2009/11/sem/eventType";
    SEM_PLACE = "http://semanticweb.cs.vu.nl/2009/11/sem/hasPlace";

    RDF_REIFIES = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";

    WHOM_STATEMENT = "https://w3id.org/whom/vocabulary#Statement";
    WHOM_STATE_OF_AFFAIRS = "https://w3id.org/whom/vocabulary#StateOfAffairs";
    WHOM_DERIVED = "https://w3id.org/whom/vocabulary#DerivedStatement";
    WHOM_AMOUNT = "https://w3id.org/whom/vocabulary#amount";
    WHOM_ATTRIBUTED_TO = "https://w3id.org/whom/vocabulary#attributedTo";
    WHOM_ATTRIBUTION_VERB = "https://w3id.org/whom/vocabulary#attributionVerb";
    WHOM_CONFIDENCE = "https://w3id.org/whom/vocabulary#confidence";
    WHOM_COUNTRY = "https://w3id.org/whom/vocabulary#country";
    WHOM_FACTUAL = "https://w3id.org/whom/vocabulary#factual";
    WHOM_LEMMA = "https://w3id.org/whom/vocabulary#lemma";
    WHOM_MENTION_KIND = "https://w3id.org/whom/vocabulary#mentionKind";
    WHOM_MODALITY = "https://w3id.org/whom/vocabulary#modality";
    WHOM_ORIGIN = "https://w3id.org/whom/vocabulary#origin";
    WHOM_OBJECT_SPAN = "https://w3id.org/whom/vocabulary#objectSpan";
    WHOM_POLARITY = "https://w3id.org/whom/vocabulary#polarity";
    WHOM_POST = "https://w3id.org/whom/vocabulary#post";
    WHOM_PREDICATE_SPAN = "https://w3id.org/whom/vocabulary#predicateSpan";
    WHOM_PROVENANCE = "https://w3id.org/whom/vocabulary#provenance";
    WHOM_RULE = "https://w3id.org/whom/vocabulary#rule";
    WHOM_SHA256 = "https://w3id.org/whom/vocabulary#sha256";
    WHOM_SOURCE = "https://w3id.org/whom/vocabulary#source";
    WHOM_SUBJECT_SPAN = "https://w3id.org/whom/vocabulary#subjectSpan";
}

/// The class of a public vocabulary that an entity type is aligned with.
pub fn aligned_class(entity_type: EntityType) -> NamedNodeRef<'static> {
    NamedNodeRef::new_unchecked(match entity_type {
        EntityType::Person => "https://schema.org/Person",
        EntityType::Office => "http://www.w3.org/ns/org#Post",
        EntityType::Country => "https://schema.org/Country",
        EntityType::State => "https://schema.org/State",
        EntityType::City => "https://schema.org/City",
        EntityType::Place => "https://schema.org/Place",
        EntityType::Organization => "http://www.w3.org/ns/org#Organization",
        EntityType::GovernmentBody => "https://schema.org/GovernmentOrganization",
        EntityType::Party => "https://schema.org/PoliticalParty",
        EntityType::Group => "http://www.w3.org/ns/prov#Agent",
        EntityType::Document => "https://schema.org/CreativeWork",
        EntityType::Event => "http://semanticweb.cs.vu.nl/2009/11/sem/Event",
        EntityType::Date => "http://semanticweb.cs.vu.nl/2009/11/sem/Time",
        EntityType::Quantity => "https://schema.org/QuantitativeValue",
        EntityType::Money => "https://schema.org/MonetaryAmount",
        EntityType::Topic => "http://www.w3.org/2004/02/skos/core#Concept",
        EntityType::Thing => "https://schema.org/Thing",
    })
}

/// A term of the `whom:` vocabulary.
pub fn whom(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{VOCABULARY}{local}"))
}

/// What the ontology calls a property or an event type: an IRI as it is, a bare name in the `whom:` vocabulary.
pub fn term(name: &str) -> NamedNode {
    match NamedNode::new(name) {
        Ok(iri) if name.contains("://") => iri,
        _ => whom(&local_name(name)),
    }
}

/// The IRI of a rule, from its name.
pub fn rule(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{BASE}rule/{}", local_name_with(name, '-')))
}

/// A name for the last part of an IRI: letters and digits stay, what stands between them joins as camel case.
///
/// ```
/// use whom::store::vocabulary::local_name;
/// assert_eq!(local_name("shut-down"), "shutDown");
/// ```
pub fn local_name(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        name.push_str(letters.as_str());
    }
    if name.is_empty() { unnameable(text) } else { name }
}

fn local_name_with(text: &str, separator: char) -> String {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { unnameable(text) } else { words.join(&separator.to_string()) }
}

/// A text without a letter or digit ("%") still needs a name of its own.
fn unnameable(text: &str) -> String {
    let minted = mint("term", &[text]);
    format!("term_{}", minted.rsplit('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_iris() {
        assert_eq!(term("met"), whom("met"));
        assert_eq!(term("https://schema.org/knows").as_str(), "https://schema.org/knows");
        assert_eq!(term("vote against").as_str(), "https://w3id.org/whom/vocabulary#voteAgainst");
        assert_eq!(rule("passive-by-agent").as_str(), "https://w3id.org/whom/rule/passive-by-agent");
        assert!(NamedNode::new(term("%").as_str()).is_ok());
        assert!(NamedNode::new(term("a\u{e000} b>").as_str()).is_ok());
    }

    #[test]
    fn what_is_written_is_in_the_vocabulary() {
        let vocabulary = crate::ontology::Ontology::builtin().vocabulary();
        let own = TERMS.iter().filter_map(|term| term.as_str().strip_prefix(VOCABULARY)).map(str::to_owned);
        let roles =
            ["Agent", "Patient", "Recipient", "Source", "Destination", "Beneficiary", "Instrument", "Companion"];
        let others = ["Topic", "Place", "Time", "Duration", "Purpose", "Cause", "Attribute", "Other"];
        let roles = roles.into_iter().chain(others).map(|role| format!("role_{}", role.to_lowercase()));
        for term in own.chain(roles) {
            assert!(vocabulary.contains(&format!("\nwhom:{term} a ")), "{term}");
        }
    }

    #[test]
    fn prefixes_are_sorted() {
        assert!(PREFIXES.is_sorted());
    }
}
