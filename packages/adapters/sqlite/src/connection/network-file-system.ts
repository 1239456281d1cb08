import { statfs } from 'node:fs/promises';

/**
 * Linux names a mounted file system by these numbers (statfs(2), linux/magic.h). FUSE stands for network file systems
 * such as sshfs, and for shared folders of virtual machines.
 */
const NETWORK_FILE_SYSTEMS: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x65735546, 'FUSE'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x01161970, 'GFS2'],
  [0x7461636f, 'OCFS2'],
]);

/** @returns what a type of statfs(2) is called when it is a network file system. */
export function networkFileSystemName(type: number): string | undefined {
  return NETWORK_FILE_SYSTEMS.get(type >>> 0);
}

/**
 * @returns the name of the network file system that holds the folder; `undefined` when it is a local one, or the
 * operating system does not say (only Linux does).
 */
export async function findNetworkFileSystem(folder: string): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    return networkFileSystemName((await statfs(folder)).type);
  } catch {
    return undefined;
  }
}
