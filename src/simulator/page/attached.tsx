import { useState, type ReactNode } from 'react';
import type { AttachedFile } from '../page-state.js';
import { Icon } from './icons.js';

/** A file on a message: the picture itself where it is one, else its name, to be saved. */
export function Attached({ file: { name, href } }: { readonly file: AttachedFile }): ReactNode {
  const [isPicture, setPicture] = useState(true);
  if (isPicture && !href.startsWith('data:text/'))
    return <img className="picture" src={href} alt={name} onError={() => setPicture(false)} />;
  return (
    <a className="file" download={name} href={href}>
      <Icon name="file" /> {name}
    </a>
  );
}
