import { useMessages } from '../../../messages/use-messages';
import { Stepper } from './stepper';

interface PeopleStepperProps {
  readonly count: number;
  readonly max: number;
  readonly onChange: (count: number) => void;
}

export function PeopleStepper({ count, max, onChange }: PeopleStepperProps) {
  const { t } = useMessages();
  return (
    <Stepper
      legend={t('show.people')}
      spoken={t('show.peopleCount', { count })}
      fewer={t('show.fewer')}
      more={t('show.more')}
      min={1}
      {...{ count, max, onChange }}
    />
  );
}
