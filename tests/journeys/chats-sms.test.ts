import { describeEveryChat } from './every-chat.js';

describeEveryChat('sms');
