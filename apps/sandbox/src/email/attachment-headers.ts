/** What browsers show themselves without running anything that the sender wrote. */
const SHOWN_INLINE = new Set(['application/pdf']);

/** A viewer's own page needs its style and its plug-in; nothing else may load. */
const VIEWER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'";

/**
 * Headers that let a browser open an attachment. A sender may claim any content type: what is not known to be harmless is
 * only downloaded, so that no HTML of theirs runs on this origin.
 */
export function attachmentHeaders({
  filename,
  contentType,
}: {
  filename: string;
  contentType: string;
}): Record<string, string> {
  const inline = SHOWN_INLINE.has(contentType.toLowerCase());
  return {
    'content-type': inline ? contentType.toLowerCase() : 'application/octet-stream',
    'content-disposition': `${inline ? 'inline' : 'attachment'}; ${filenameParameters(filename)}`,
    ...(inline ? { 'content-security-policy': VIEWER_POLICY } : {}),
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
