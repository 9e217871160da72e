import { describe } from '@jest/globals';
import { playEveryChat } from './every-chat.js';

describe('every recorded chat, played on web chat through its real adapter [CH-01]', () => playEveryChat('webchat'));
