import { type FormEvent, useId, useState } from 'react';
import { graphql } from '../../../api/graphql';
import { useApi } from '../../../app/api-context';
import { refusalText } from '../../../app/refusal-text';
import { useErrorText } from '../../../app/states';
import { useMessages } from '../../../messages/use-messages';

const updateContactMutation = graphql(`
  mutation UpdateContact($orderId: ID!, $email: EmailAddress!) {
    updateContact(input: { orderId: $orderId, email: $email }) {
      __typename
      ... on UpdateContactPayload {
        notifiedFirst
      }
      ... on ContactProtected {
        sentTo
      }
      ... on Problem {
        message
      }
    }
  }
`);

type Step =
  | { readonly kind: 'closed' | 'open' | 'working' | 'wrong' }
  | { readonly kind: 'problem' | 'answered'; readonly text: string };

/** Has the mail of an order sent to another address, which is used once the reader of the old one was notified. */
export function ChangeAddress({ orderId }: { readonly orderId: string }) {
  const { t } = useMessages();
  const api = useApi();
  const textOf = useErrorText();
  const id = useId();
  const [email, setEmail] = useState('');
  const [step, setStep] = useState<Step>({ kind: 'closed' });
  if (step.kind === 'closed') {
    return (
      <button type="button" className="button button-quiet" onClick={() => setStep({ kind: 'open' })}>
        {t('order.addressChange')}
      </button>
    );
  }
  if (step.kind === 'answered') {
    return (
      <p role="status" className="notice">
        {step.text}
      </p>
    );
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return setStep({ kind: 'wrong' });
    setStep({ kind: 'working' });
    try {
      const { updateContact } = await api.askAsBuyer(updateContactMutation, { orderId, email });
      if (updateContact.__typename === 'UpdateContactPayload') {
        const { notifiedFirst: address } = updateContact;
        const text = address === null ? t('order.addressSame') : t('order.addressChanged', { address });
        setStep({ kind: 'answered', text });
      } else if (updateContact.__typename === 'ContactProtected') {
        setStep({ kind: 'answered', text: t('order.addressProtected', { address: updateContact.sentTo }) });
      } else setStep({ kind: 'problem', text: refusalText(t, updateContact) });
    } catch (error) {
      setStep({ kind: 'problem', text: textOf(error) });
    }
  };
  const isWorking = step.kind === 'working';
  const isWrong = step.kind === 'wrong';
  return (
    <form className="order-address" noValidate onSubmit={(event) => void submit(event)}>
      <label className="field-label" htmlFor={id}>
        {t('order.addressNew')}
      </label>
      <input
        id={id}
        className="input"
        type="email"
        autoComplete="email"
        maxLength={254}
        value={email}
        disabled={isWorking}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => setEmail(target.value.trim())}
      />
      <span id={`${id}-hint`} className={isWrong ? 'field-error' : 'field-hint'}>
        {t(isWrong ? 'checkout.emailWrong' : 'order.addressHint')}
      </span>
      {step.kind === 'problem' && (
        <p className="notice notice-bad" role="alert">
          {step.text}
        </p>
      )}
      <div className="order-return-buttons">
        <button type="submit" className="button" disabled={isWorking}>
          {isWorking && <span className="spinner" aria-hidden="true" />}
          {t('order.addressSave')}
        </button>
        <button type="button" className="button button-quiet" onClick={() => setStep({ kind: 'closed' })}>
          {t('order.addressKeep')}
        </button>
      </div>
    </form>
  );
}
