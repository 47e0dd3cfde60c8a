// Preloaded into every service by --import; it imports nothing, so that it runs from source as well as compiled.
// When the supervisor dies, however it dies, the channel to it closes, and the service shuts down as on any SIGTERM.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone must not keep a process alive that has nothing left to do.
process.channel?.unref();

export {};
