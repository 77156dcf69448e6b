/**
 * The first of the two scripts of each page: React. The browser evaluates each script in a task of its own, and in one
 * they would keep a slow phone from answering a touch for twice as long.
 */
import 'react/jsx-runtime';
import 'react-dom/client';
