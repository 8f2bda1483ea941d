/** Prints what the planner decides for five models, four machines and eight lengths. Usage: node test/bench/decision-table.ts */
import { decisionTablePage } from '../../docs/decision-table.ts';

console.log(decisionTablePage(''));
