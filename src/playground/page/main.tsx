import './style-nonce';
import './workers';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './playground.css';
import { fetcher } from './api';
import { exampleTabs } from './examples';
import { SessionBar } from './session-bar';

async function open(room: Element): Promise<void> {
  const tabs = await exampleTabs();
  createRoot(room).render(
    <>
      <SessionBar />
      <GraphiQL fetcher={fetcher} defaultTabs={tabs} defaultQuery="" defaultEditorToolsVisibility="variables">
        <GraphiQL.Logo>{null}</GraphiQL.Logo>
      </GraphiQL>
    </>,
  );
}

const room = document.getElementById('playground');
if (room) void open(room);
