import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { must } from './processes.js';

/** Waits for ever, and takes its name from what it is for: it holds a pod's network while its containers come and go. */
export const PAUSE_IMAGE = 'weir.local/pause:1';
const pauseSource = `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
}
`;

export function buildPauseImage(folder: string): Promise<string> {
  return buildImage(folder, PAUSE_IMAGE, pauseSource);
}

/**
 * Builds a Go program into an image of one layer, without a container engine or a registry.
 * @param source one file of package main, with nothing but the standard library.
 * @returns the archive, for `importImage`.
 */
export function buildImage(folder: string, name: string, source: string): Promise<string> {
  return pack(folder, name, { Entrypoint: ['/program'] }, async (root) => {
    const program = await mkdtemp(join(tmpdir(), 'weir-program-'));
    try {
      await writeFile(join(program, 'main.go'), source);
      await writeFile(join(program, 'go.mod'), 'module program\n\ngo 1.24\n');
      await must('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', join(root, 'program'), '.'], { cwd: program, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' } });
    } finally {
      await rm(program, { recursive: true, force: true });
    }
  });
}

/**
 * Puts the Node.js that runs this into an image, as `node`, with the libraries that it is linked with.
 * @returns the archive, for `importImage`.
 */
export function buildNodeJsImage(folder: string, name: string): Promise<string> {
  return pack(folder, name, { Env: ['PATH=/usr/local/bin'], Entrypoint: ['/usr/local/bin/node'] }, async (root) => {
    // `libm.so.6 => /lib/…/libm.so.6 (0x…)`, and for the loader of them `/lib64/ld-….so.2 (0x…)`
    const linked = [...(await must('ldd', [process.execPath])).matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path!);
    for (const [from, to] of [[process.execPath, '/usr/local/bin/node'], ...linked.map((path) => [path, path])] as [string, string][]) {
      await mkdir(join(root, dirname(to)), { recursive: true });
      await cp(from, join(root, to), { dereference: true });
    }
  });
}

/** @param fill puts what is to be in the image below a folder. */
async function pack(folder: string, name: string, config: object, fill: (root: string) => Promise<void>): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'weir-image-'));
  try {
    await mkdir(join(work, 'root'));
    await fill(join(work, 'root'));
    await must('tar', ['--owner=0', '--group=0', '--mtime=@0', '--sort=name', '-C', join(work, 'root'), '-cf', join(work, 'layer.tar'), '.']);
    const layer = createHash('sha256').update(await readFile(join(work, 'layer.tar'))).digest('hex');
    const image = { architecture: process.arch === 'arm64' ? 'arm64' : 'amd64', os: 'linux', config: { User: '65532:65532', ...config }, rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] } };
    await writeFile(join(work, 'config.json'), JSON.stringify(image));
    await writeFile(join(work, 'manifest.json'), JSON.stringify([{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }]));
    const archive = join(folder, `${name.replaceAll(/[^a-z0-9.]/g, '_')}.tar`);
    await must('tar', ['-C', work, '-cf', archive, 'config.json', 'manifest.json', 'layer.tar']);
    return archive;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
