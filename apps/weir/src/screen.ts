import pc from 'picocolors';

import type { Credentials } from './credentials.js';

/** What `weir up` tells the person at the terminal. */
export interface Screen {
  /** A part that is up. */
  step(name: string, detail: string): void;
  line(text: string): void;
  /** A stage of the sample lease, with the time since the one before. */
  stage(name: string, detail: string): void;
  /** `served`: where the sample lease is reached, when it was just made. */
  ready(credentials: Credentials, credentialsFile: string, served?: string): void;
}

export function screen(write: (text: string) => void = (text) => process.stdout.write(`${text}\n`)): Screen {
  let last = performance.now();
  const since = () => {
    const now = performance.now();
    const elapsed = Math.round(now - last);
    last = now;
    return pc.dim(`${elapsed} ms`.padStart(8));
  };
  return {
    step: (name, detail) => write(`${pc.green('●')} ${pc.bold(name.padEnd(11))} ${detail} ${since()}`),
    line: (text) => write(pc.dim(text)),
    stage: (name, detail) => write(`  ${since()}  ${pc.cyan(name.padEnd(18))} ${detail}`),
    ready: (credentials, file, served) => {
      write('');
      write(`${pc.bold('Weir')} is serving at ${pc.underline(credentials.apiUrl)}   API docs: ${pc.underline(`${credentials.apiUrl}/docs`)}`);
      if (served !== undefined) write(`Your first lease is served at ${pc.underline(served)}`);
      if (credentials.account) write(`Sign in at ${pc.underline(`${credentials.apiUrl}/console/`)} as ${pc.bold(credentials.account.email)} with ${pc.bold(credentials.account.password)}`);
      write(`Keys and password are in ${file}. Try:`);
      write('');
      write(firstCurl(credentials));
      write('');
      write(pc.dim('Ctrl-C stops; npm start goes on from here.'));
    },
  };
}

function firstCurl({ apiUrl, tenantKey, adminKey }: Credentials): string {
  if (tenantKey === undefined) return `  curl -s ${apiUrl}/v1/admin/pools -H 'Authorization: Bearer ${adminKey}'`;
  return [
    `  curl -s ${apiUrl}/v1/leases -H 'Authorization: Bearer ${tenantKey}' -H 'Content-Type: application/json' -d '`,
    `    {"pool": "standard", "replicas": 1, "resources": {"cpuMillis": 500, "memoryMib": 512}, "workload": {"image": "nginx:1.29"}}'`,
  ].join('\n');
}
