//! Messages with one unsigned part taken away, rebuilt around it.

use kz_eds_testdata::{der, oids};

/// One TLV. Constructed ones are read in turn.
#[derive(Clone)]
enum Node {
    Leaf(Vec<u8>),
    Inner(u8, Vec<Node>),
}

impl Node {
    /// DER, with tags of one octet; nothing for anything else.
    fn read_all(mut bytes: &[u8]) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        while let [tag, first, rest @ ..] = bytes {
            let (length, start) = match first {
                0..=0x7F => (usize::from(*first), 2),
                0x81..=0x84 => {
                    let octets = rest.get(..usize::from(first - 0x80))?;
                    let length = octets.iter().fold(0, |sum, octet| sum << 8 | usize::from(*octet));
                    (length, 2 + octets.len())
                }
                _ => return None,
            };
            let content = bytes.get(start..start + length)?;
            nodes.push(match tag {
                tag if tag & 0x20 != 0 => Node::Inner(*tag, Node::read_all(content)?),
                _ => Node::Leaf(bytes[..start + length].to_vec()),
            });
            bytes = &bytes[start + length..];
        }
        bytes.is_empty().then_some(nodes)
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            Node::Leaf(bytes) => bytes.clone(),
            Node::Inner(tag, nodes) => {
                der::tlv(*tag, &nodes.iter().flat_map(Node::bytes).collect::<Vec<_>>())
            }
        }
    }

    fn inside(&self) -> &[Node] {
        match self {
            Node::Leaf(_) => &[],
            Node::Inner(_, nodes) => nodes,
        }
    }

    fn has_tag(&self, wanted: u8) -> bool {
        matches!(self, Node::Inner(tag, _) if *tag == wanted)
    }

    /// Takes away what is at this place, and what is then empty around it.
    fn remove(&mut self, place: &[usize]) {
        let (Node::Inner(_, nodes), [first, rest @ ..]) = (self, place) else { return };
        nodes[*first].remove(rest);
        if rest.is_empty() || nodes[*first].inside().is_empty() {
            nodes.remove(*first);
        }
    }
}

/// Places of what may be missing from a signed message: certificates, lists, answers, unsigned attributes, and what is in
/// them, stamps as messages of their own included.
fn places(message: &Node, here: &[usize], found: &mut Vec<Vec<usize>>) {
    let at = |more: &[usize]| [here, more].concat();
    let Some(signed_data) = message.inside().get(1).and_then(|content| content.inside().first()) else {
        return;
    };
    let parts = signed_data.inside().iter().enumerate();
    for (part, node) in parts.filter(|(_, node)| node.has_tag(0xA0) || node.has_tag(0xA1)) {
        found.extend((0..node.inside().len()).map(|each| at(&[1, 0, part, each])));
    }
    let Some((last, signers)) = signed_data.inside().iter().enumerate().next_back() else { return };
    for (signer, node) in signers.inside().iter().enumerate() {
        let unsigned = node.inside().iter().enumerate().rfind(|(_, field)| field.has_tag(0xA1));
        if let Some((field, attributes)) = unsigned {
            for (attribute, node) in attributes.inside().iter().enumerate() {
                let here = at(&[1, 0, last, signer, field, attribute]);
                found.push(here.clone());
                values(node, &here, found);
            }
        }
    }
}

fn values(attribute: &Node, here: &[usize], found: &mut Vec<Vec<usize>>) {
    let [kind, values] = attribute.inside() else { return };
    let is = |oid: &str| kind.bytes() == der::oid(oid);
    for (place, value) in values.inside().iter().enumerate() {
        let here = [here, &[1, place]].concat();
        let at = |more: &[usize]| [&here, more].concat();
        if is(oids::SIGNATURE_TIME_STAMP) {
            places(value, &here, found);
        } else if is(oids::CERTIFICATE_VALUES) {
            found.extend((0..value.inside().len()).map(|each| at(&[each])));
        } else if is(oids::REVOCATION_VALUES) {
            for (kind, list) in value.inside().iter().enumerate() {
                let count = list.inside().first().map_or(0, |list| list.inside().len());
                found.extend((0..count).map(|each| at(&[kind, 0, each])));
            }
        }
    }
}

/// The message without each of its unsigned parts in turn. Nothing for what is not DER.
pub fn with_one_less(message: &[u8]) -> Vec<Vec<u8>> {
    let Some([root]) = Node::read_all(message).and_then(|nodes| <[Node; 1]>::try_from(nodes).ok()) else {
        return Vec::new();
    };
    if root.bytes() != message {
        return Vec::new();
    }
    let mut found = Vec::new();
    places(&root, &[], &mut found);
    let without = |place: &Vec<usize>| {
        let mut changed = root.clone();
        changed.remove(place);
        changed.bytes()
    };
    found.iter().map(without).collect()
}
