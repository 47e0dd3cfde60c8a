// The emulator's process. It imports packages only, so that it runs from source (types stripped) as well as compiled.
import { buildApp } from 'fauxqs';

const [port, region] = process.argv.slice(2);

// In memory only: its disk mode breaks ChangeMessageVisibility(0).
const app = buildApp({ logger: false, defaultRegion: region });

// No orphan: when the parent dies, however it dies, the channel to it closes.
process.on('disconnect', () => process.exit(0));
// Nothing needs to be saved, and open long polls would hold up an orderly close.
process.on('SIGTERM', () => process.exit(0));

await app.listen({ port: Number(port), host: '127.0.0.1' });
