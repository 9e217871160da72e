import { describeEveryChat } from './every-chat.js';

describeEveryChat('webchat');
