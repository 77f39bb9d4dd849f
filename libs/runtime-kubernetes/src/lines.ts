import { StringDecoder } from 'node:string_decoder';

/** Splits bytes into lines. What goes beyond the limit is cut off its line; nothing longer is ever held. */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, maxCharacters: number): AsyncIterable<{ text: string; cut: boolean }> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let cut = false;
  for await (const chunk of bytes) {
    const pieces = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)).split('\n');
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) {
        yield { text: line, cut };
        line = '';
        cut = false;
      }
      const room = maxCharacters - line.length;
      line += piece.slice(0, room);
      cut ||= piece.length > room;
    }
  }
  if (line !== '') yield { text: line, cut };
}
