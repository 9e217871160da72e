import { describe } from '@jest/globals';
import { playEveryChat } from './every-chat.js';

describe('every recorded chat, played by SMS through its real adapter [CH-01]', () => playEveryChat('sms'));
