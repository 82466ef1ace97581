// Alarms of the air: a strip above every page, with a sound, until somebody says that they were seen.
import { Button, Open, Time, law, may, refresh, tell, useAnswer, useEffect, useMission, useRef, useState, useStore, useTongue, type Tongue } from 'truce';
import { eventLayer } from './sky';

export interface Alert {
  alert: number;
  kind: string; // approach or event
  source: string;
  aircraft: string;
  call_sign?: string;
  zone: string;
  at: string;
  seconds?: number;
  class?: string;
}

export function useAlerts(): Alert[] {
  const { me } = useMission();
  return useAnswer<{ alerts: Alert[] }>(me?.kind === 'mission' ? '/api/air/alerts' : null, { limit: 100 }).value?.alerts ?? [];
}

export function alarmWords({ t, code, span }: Tongue, a: Alert): string {
  const aircraft = a.call_sign || a.aircraft.toUpperCase();
  if (a.kind === 'approach') return `${t('air.alarm.approach', { aircraft, zone: a.zone })} · ${span((a.seconds ?? 0) * 1000)}`;
  return `${t('air.alarm.event', { aircraft, zone: a.zone })} · ${code('air', a.class)}`;
}

const kept = 'air/sound';

// sound is two short tones. Where the browser wants a gesture first, it stays silent, and the strip says enough.
function sound(): void {
  try {
    const context = new AudioContext(), gain = context.createGain();
    gain.gain.value = 0.15;
    gain.connect(context.destination);
    for (const [i, hz] of [880, 660].entries()) {
      const tone = context.createOscillator();
      tone.frequency.value = hz;
      tone.connect(gain);
      tone.start(context.currentTime + i * 0.25);
      tone.stop(context.currentTime + i * 0.25 + 0.2);
    }
    setTimeout(() => void context.close(), 1000);
  } catch {
    // without a sound device there is the strip
  }
}

// useSound sounds once for each alarm that is newer than those that were there.
function useSound(alerts: Alert[]): [on: boolean, turn: () => void] {
  const [on, set] = useState(() => localStorage.getItem(kept) !== 'off');
  const newest = Math.max(0, ...alerts.map((a) => a.alert)), before = useRef(0);
  useEffect(() => {
    if (newest > before.current && on) sound();
    before.current = Math.max(before.current, newest);
  }, [newest]);
  const turn = () => {
    localStorage.setItem(kept, on ? 'off' : 'on');
    set(!on);
    if (!on) sound();
  };
  return [on, turn];
}

// See says that an alarm was seen; the server keeps who said it.
export function See({ a }: { a: Alert }) {
  const { t } = useTongue();
  const [sent, set] = useState(false);
  const see = () => {
    set(true);
    void tell('/api/air/alerts/acknowledge', { alert: a.alert }, `air-alert-${a.alert}`).then(refresh, () => set(false));
  };
  return <Button class="primary" disabled={sent} onClick={see}>{t('air.ack')}</Button>;
}

export function Alarm() {
  const tongue = useTongue();
  const { t } = tongue;
  const { me } = useMission();
  const agreement = useStore(law)?.agreement;
  const alerts = useAlerts();
  const [on, turn] = useSound(alerts);
  if (alerts.length === 0) return null;
  const mine = may(me, agreement, 'air.warn');
  return (
    <div class="alarms" role="alert">
      {alerts.slice(0, 3).map((a, i) => (
        <div class="lost airalarm" key={a.alert}>
          <strong>▲ {alarmWords(tongue, a)}</strong> <Time at={a.at} as="hour" />
          {a.kind === 'event' && <Open sel={`${eventLayer}/${a.alert}`}>{t('frame.open')}</Open>}
          {mine && <See a={a} />}
          {i === 0 && <span class="push">{alerts.length > 3 && <>{t('air.alarm.more', { n: alerts.length - 3 })} </>}<Button onClick={turn} pressed={on}>{t(on ? 'air.sound.off' : 'air.sound.on')}</Button></span>}
        </div>
      ))}
    </div>
  );
}
