import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { openApi } from './api/api';
import { ApiContext } from './app/api-context';
import { App } from './app/app';
import { startTheme } from './app/theme';
import { languageOf, preferredLanguage } from './messages/languages';
import { MessagesProvider } from './messages/use-messages';
import { warmUpFormats } from './messages/warm-up';

startTheme();
warmUpFormats(languageOf(preferredLanguage()).locale);
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root');
const site = createRoot(root);
// A transition: the first render is done in slices too.
startTransition(() =>
  site.render(
    <ApiContext value={openApi()}>
      <MessagesProvider>
        <App />
      </MessagesProvider>
    </ApiContext>,
  ),
);
