import express, { type Router } from 'express';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PICTURES = fileURLToPath(new URL('../catalogue/pictures', import.meta.url));

/** The address of a shop's picture: its own where it lies on a server outside, ours for one that came with the house. */
export function pictureUrlAt(publicUrl: string): (photo: string) => string {
  return (photo) => (photo.startsWith('/') ? `${publicUrl}${photo}` : photo);
}

/** A picture that came with the house, by its address; null for any other address. */
export async function readPicture(publicUrl: string, url: string): Promise<Uint8Array | null> {
  const name = url.startsWith(`${publicUrl}/pictures/`) ? url.slice(`${publicUrl}/pictures/`.length) : '';
  if (!/^[\w-]+\.(?:jpg|png)$/.test(name)) return null;
  return readFile(`${PICTURES}/${name}`).catch(() => null);
}

/** The pictures of the demo businesses. Channels fetch them without signing in. */
export function createPictureRoutes(): Router {
  const router = express.Router();
  router.use('/pictures', express.static(PICTURES, { maxAge: '1d', index: false, fallthrough: false }));
  return router;
}
