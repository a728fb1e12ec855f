import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HomePage } from './home/home-page.tsx';
import './ui/style.css';

const page = document.getElementById('page');
if (!page) throw new Error('index.html has no place for the page.');

createRoot(page).render(
  <StrictMode>
    <HomePage />
  </StrictMode>,
);
