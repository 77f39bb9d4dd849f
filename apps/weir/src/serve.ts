import { boot, type Role } from './boot.js';
import { type Config, ConfigurationError } from './config.js';
import { onStop } from './stop.js';

/** Runs one role until it is told to stop. The embedded server is for `weir up`: roles share an outside database. */
export async function serve(role: Role, config: Config): Promise<void> {
  if (!config.databaseUrl) {
    throw new ConfigurationError(`DATABASE_URL takes postgres://user:password@host:port/name; weir ${role} shares a database with the other roles (weir up brings its own)`);
  }
  const running = await boot([role], config, config.databaseUrl);
  console.log(JSON.stringify({ level: 'info', time: Date.now(), msg: `weir ${role} is ready`, url: running.url }));
  onStop(() => running.close());
}
