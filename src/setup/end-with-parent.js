/**
 * Loaded into the app before it starts. The channel closes when the process that started the app is gone, however it
 * went: an app left behind would keep the port and talk to a database that has ended.
 */
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening would keep the process alive after its work is done.
  process.channel.unref();
}
