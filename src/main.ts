#!/usr/bin/env node
import { runBundle } from './run-bundle';

if (!runBundle()) require('./cli/run');
