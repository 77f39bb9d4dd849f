import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
export async function buildImage(folder: string, name: string, source: string): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'weir-image-'));
  try {
    await mkdir(join(work, 'root'));
    await writeFile(join(work, 'main.go'), source);
    await writeFile(join(work, 'go.mod'), 'module program\n\ngo 1.24\n');
    await must('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', 'root/program', '.'], { cwd: work, env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' } });
    await must('tar', ['--owner=0', '--group=0', '--mtime=@0', '-C', join(work, 'root'), '-cf', join(work, 'layer.tar'), 'program']);
    const layer = createHash('sha256').update(await readFile(join(work, 'layer.tar'))).digest('hex');
    const config = { architecture: process.arch === 'arm64' ? 'arm64' : 'amd64', os: 'linux', config: { Entrypoint: ['/program'], User: '65532:65532' }, rootfs: { type: 'layers', diff_ids: [`sha256:${layer}`] } };
    await writeFile(join(work, 'config.json'), JSON.stringify(config));
    await writeFile(join(work, 'manifest.json'), JSON.stringify([{ Config: 'config.json', RepoTags: [name], Layers: ['layer.tar'] }]));
    const archive = join(folder, `${name.replaceAll(/[^a-z0-9.]/g, '_')}.tar`);
    await must('tar', ['-C', work, '-cf', archive, 'config.json', 'manifest.json', 'layer.tar']);
    return archive;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
