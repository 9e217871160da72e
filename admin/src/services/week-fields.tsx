import { Checkbox, Stack, Switch, Text, Textarea, TextInput } from '@mantine/core';
import type { ServiceForm } from './service-form.js';
import type { Form } from './use-service-form.js';

type Week = NonNullable<ServiceForm['weeklyHours']>;
type Day = Week[number];

/** Sunday first, as the server counts; shown from Monday on. */
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const SHOWN = [1, 2, 3, 4, 5, 6, 0] as const;
const USUAL: Week = DAYS.map((_, weekday) => ({
  working: weekday >= 1 && weekday <= 5,
  startMin: 9 * 60,
  endMin: 17 * 60,
  breaks: [],
}));
const DAY_MIN = 24 * 60;

/** Hours of its own for whoever has none, and days on which it is not to be had. */
export function WeekFields({ form }: { form: Form }) {
  const week = form.values.weeklyHours;
  const setDay = (weekday: number, day: Day): void =>
    form.set(
      'weeklyHours',
      (week ?? USUAL).map((one, index) => (index === weekday ? day : one)),
    );
  return (
    <fieldset>
      <legend>When</legend>
      <Stack gap="sm">
        <Switch
          label="Hours of its own"
          description="For people without hours of their own."
          checked={week !== null}
          onChange={({ currentTarget }) => form.set('weeklyHours', currentTarget.checked ? USUAL : null)}
        />
        {week &&
          SHOWN.map((weekday) => <DayFields key={weekday} weekday={weekday} day={week[weekday]} onDay={setDay} />)}
        {form.errors['weeklyHours'] && (
          <Text size="sm" c="red" role="alert">
            {form.errors['weeklyHours']}
          </Text>
        )}
        <Textarea
          label="Not on these days"
          description="One a line, such as 2026-12-25."
          autosize
          minRows={1}
          {...form.text('blackoutDates')}
        />
      </Stack>
    </fieldset>
  );
}

interface DayFieldsProps {
  readonly weekday: number;
  readonly day: Day | undefined;
  readonly onDay: (weekday: number, day: Day) => void;
}

function DayFields({ weekday, day, onDay }: DayFieldsProps) {
  if (!day) return null;
  const name = DAYS[weekday];
  const field = (label: string, minutes: number, toDay: (minutes: number) => Day) => (
    <TextInput
      type="time"
      aria-label={`${name} ${label}`}
      disabled={!day.working}
      value={clockOf(minutes)}
      onChange={({ currentTarget }) => {
        const read = minutesOf(currentTarget.value);
        if (read !== null) onDay(weekday, toDay(read));
      }}
    />
  );
  return (
    <div className="service-day">
      <Checkbox
        label={name}
        checked={day.working}
        onChange={({ currentTarget }) => onDay(weekday, { ...day, working: currentTarget.checked })}
      />
      {field('from', day.startMin, (startMin) => ({ ...day, startMin }))}
      {/* An end before the beginning is one of the next morning: a night shift. */}
      {field('to', day.endMin % DAY_MIN, (endMin) => ({
        ...day,
        endMin: endMin <= day.startMin ? endMin + DAY_MIN : endMin,
      }))}
    </div>
  );
}

function clockOf(minutes: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

/** Null while it is being typed. */
function minutesOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(clock) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
}
