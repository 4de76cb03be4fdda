/** Texts, each once; they are ready for JSON. */
export class TextList {
  private texts: string[] | undefined;

  add(text: string | undefined): void {
    if (text === undefined) return;
    if (this.texts === undefined) this.texts = [text];
    else if (!this.texts.includes(text)) this.texts.push(text);
  }

  /** As a member of that name; undefined when the list is empty. */
  print(name: string): string | undefined {
    return this.texts && `"${name}":["${this.texts.join('","')}"]`;
  }
}
