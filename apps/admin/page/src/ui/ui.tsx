import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { ApiError } from '../api/api.ts';
import { Icon, type IconName } from './icon.tsx';
import css from './ui.module.css';

export { css as uiCss };

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'normal' | 'primary' | 'danger' | 'quiet';
  readonly icon?: IconName | undefined;
  /** What is requested is under way. */
  readonly isBusy?: boolean;
}

/** A press. What is a picture alone says in words what it does when it is pointed at. */
export function Button({ kind = 'normal', icon, isBusy = false, children, className = '', disabled, ...rest }: ButtonProps): ReactNode {
  const look = kind === 'normal' ? '' : css[kind];
  return (
    <button
      type="button"
      title={rest['aria-label']}
      {...rest}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy}
      className={`${css['button']} ${look} ${className}`}
    >
      {icon === undefined ? null : <Icon name={icon} size={16} />}
      {isBusy ? 'One moment…' : children}
    </button>
  );
}

export type Tone = 'ok' | 'run' | 'wait' | 'fail' | 'off';

/** A word with a picture and a colour, each of which says the same. */
export function Badge({ tone, icon, children }: { readonly tone: Tone; readonly icon: IconName; readonly children: ReactNode }): ReactNode {
  return (
    <span className={`${css['badge']} ${css[tone]}`}>
      <Icon name={icon} size={14} />
      {children}
    </span>
  );
}

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
  /** @defaultValue what the server says */
  readonly message?: string | undefined;
  /** What is named one by one. @defaultValue all that the server names */
  readonly fields?: ApiError['fields'] | undefined;
}

/** Why something is not shown, and what to do. */
export function Failure({ error, onRetry, message, fields }: FailureProps): ReactNode {
  const known = error instanceof ApiError ? error : undefined;
  return (
    <div role="alert" className={`${css['box']} ${css['fail']}`}>
      <Icon name="dead" />
      <div>
        <p>{message ?? known?.message ?? 'Something went wrong in this page. Load it again.'}</p>
        {(fields ?? known?.fields ?? []).map(({ pointer, detail }) => (
          <p key={pointer} className={css['small']}>
            <code>{pointer}</code> {detail}
          </p>
        ))}
        {known?.requestId === undefined ? null : (
          <p className={css['small']}>
            Request <code>{known.requestId}</code>
          </p>
        )}
      </div>
      {onRetry === undefined ? null : (
        <Button icon="again" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** There is nothing to show, and why. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }): ReactNode {
  return (
    <div className={css['empty']}>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** What is not here yet. */
export function Loading({ lines = 4 }: { readonly lines?: number }): ReactNode {
  return (
    <div role="status" className={css['stack']}>
      <span className={css['srOnly']}>Loading</span>
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} className={css['skeleton']} aria-hidden="true" />
      ))}
    </div>
  );
}
