import { notifications } from '@mantine/notifications';

export function sayOrderFailed(error: Error): void {
  notifications.show({ color: 'red', title: 'The order is as it was', message: error.message });
}
