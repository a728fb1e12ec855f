import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './ui/base.css';
import './ui/forms.css';
import './ui/pages.css';
import './ui/rows.css';
import './logins/member-bar.css';
import './devices/devices.css';
import './messages/messages.css';
import './reports/reports.css';
import './tokens/tokens.css';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no place for the page.');

createRoot(page).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
