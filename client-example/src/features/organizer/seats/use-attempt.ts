import { useState } from 'react';
import { ApiError } from '../../../api/api-error';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';

/** Runs what a button does, once at a time, and says how it ended. */
export function useAttempt() {
  const { t } = useMessages();
  const textOf = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const attempt = async (work: () => Promise<string>) => {
    setBusy(true);
    setProblem(null);
    setDone(null);
    await work().then(setDone, (error: unknown) => {
      if (error instanceof Refused) setProblem(error.message);
      else if (error instanceof ApiError && error.code === 'FORBIDDEN') setProblem(t('organizer.roleForbids'));
      else if (error instanceof ApiError && error.code === 'BAD_USER_INPUT') setProblem(error.message);
      else setProblem(textOf(error));
    });
    setBusy(false);
  };
  return { isBusy, problem, done, attempt };
}

/** Thrown with what the service says. */
export class Refused extends Error {}
