import { isLanguage, type LanguageCode, languages } from '../messages/languages';
import { useMessages } from '../messages/use-messages';
import { setTheme, type Theme, useTheme } from './theme';

const themes = ['auto', 'light', 'dark'] as const satisfies readonly Theme[];
const themeIcons: Readonly<Record<Theme, string>> = { auto: '◐', light: '☀', dark: '☾' };

/** Language and appearance, both remembered. */
export function Settings() {
  const { t, language, setLanguage } = useMessages();
  const theme = useTheme();
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
  return (
    <div className="header-settings">
      <label className="language">
        <span className="visually-hidden">{t('app.language')}</span>
        <select value={language} onChange={({ target }) => isLanguage(target.value) && setLanguage(target.value)}>
          {(Object.keys(languages) as LanguageCode[]).map((code) => (
            <option key={code} value={code} lang={code} title={languages[code].name}>
              {code.toUpperCase()}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        className="icon-button"
        onClick={() => setTheme(next)}
        aria-label={`${t('app.theme')}: ${t(`app.theme.${theme}`)}`}
        title={`${t('app.theme')}: ${t(`app.theme.${theme}`)}`}
      >
        <span aria-hidden="true">{themeIcons[theme]}</span>
      </button>
    </div>
  );
}
