/** What browsers show themselves without running anything that the sender wrote. */
const SHOWN_INLINE = new Set(['application/pdf']);

/**
 * Headers that let a browser open an attachment. A sender may claim any content type: what is not known to be harmless is
 * only downloaded, so that no HTML of theirs runs on this origin.
 */
export function attachmentHeaders({ filename, contentType }: { filename: string; contentType: string }): {
  type: string;
  disposition: string;
} {
  const inline = SHOWN_INLINE.has(contentType.toLowerCase());
  return {
    type: inline ? contentType.toLowerCase() : 'application/octet-stream',
    disposition: `${inline ? 'inline' : 'attachment'}; ${filenameParameters(filename)}`,
  };
}

/** RFC 6266: plain ASCII for old readers, UTF-8 (RFC 8187) for the others. */
function filenameParameters(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\/%]/g, '_');
  const encoded = encodeURIComponent(filename).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${encoded}`;
}
