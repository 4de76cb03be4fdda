import { AwsError } from "./aws-error.ts";

/** What an element of a response may hold. Arrays repeat the element; undefined leaves it out. */
export type XmlValue = string | number | boolean | undefined | XmlContent | readonly XmlValue[];
export interface XmlContent {
  readonly [name: string]: XmlValue;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Writes one element and what it holds. */
export function xmlElement(name: string, value: XmlValue, attributes = ""): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => xmlElement(name, item, attributes)).join("");
  if (typeof value !== "object") return `<${name}${attributes}>${escapeXml(String(value))}</${name}>`;
  const inner = Object.entries(value).map(([child, content]) => xmlElement(child, content));
  return `<${name}${attributes}>${inner.join("")}</${name}>`;
}

/** A whole document; `namespace` becomes the root's `xmlns`. */
export function xmlDocument(root: string, value: XmlValue, namespace?: string): string {
  const attributes = namespace ? ` xmlns="${namespace}"` : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(root, value, attributes)}`;
}

function escapeXml(text: string): string {
  const named = text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
  // A carriage return written as itself would be read back as a line feed.
  return named.replace(/\r/g, "&#xD;");
}

/** An element of a request. */
export interface XmlNode {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlNode[];
}

const TOKEN = /<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/y;
const PROLOGUE = /^\uFEFF?\s*(?:<\?xml[^>]*\?>)?\s*/;

/**
 * Reads a request document: elements and text, as S3 configuration bodies have them.
 * @throws {AwsError} `MalformedXML` for anything else (comments, CDATA and document types included).
 */
export function parseXml(source: string): XmlNode {
  const text = source.replace(PROLOGUE, "").trimEnd();
  const root = { name: "", text: "", children: [] as XmlNode[] };
  const open: { name: string; text: string; children: XmlNode[] }[] = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    const parent = open.at(-1);
    if (!token || !parent) throw malformed();
    const [, closing, name = "", , selfClosing, characters] = token;
    if (characters !== undefined) {
      parent.text += unescapeXml(characters);
    } else if (closing) {
      if (parent.name !== name || open.length === 1) throw malformed();
      open.pop();
    } else {
      const node = { name, text: "", children: [] };
      parent.children.push(node);
      if (!selfClosing) open.push(node);
    }
  }
  const [document] = root.children;
  if (open.length !== 1 || !document || root.children.length !== 1) throw malformed();
  return document;
}

export function childrenOf(node: XmlNode, name: string): XmlNode[] {
  return node.children.filter((child) => child.name === name);
}

export function childText(node: XmlNode, name: string): string | undefined {
  return node.children.find((child) => child.name === name)?.text;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([\da-fA-F]{1,6})|#(\d{1,7})|(\w+));/g, (entity, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? entity;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
  });
}

function malformed(): AwsError {
  return new AwsError(
    "MalformedXML",
    400,
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}
