/** Ties the address to what is loaded. */
import { effect, untracked } from '@preact/signals';
import { place } from './address.ts';
import { answers, openConversation } from './desk.ts';
import { forgetDocuments, loadDocuments } from './documents.ts';
import { followDraft, loadPlan } from './gauge.ts';
import { loadJobs } from './jobs.ts';
import { listenToKeys } from './keys.ts';
import { loadLedger } from './ledger.ts';
import { loadServer, modelList } from './server.ts';
import { model } from './settings.ts';
import { chooseCollection, collection, collections, conversations, loadCollections, loadConversations } from './shelf.ts';
import { loadSource, wantedDocument } from './source.ts';
import { loadWarmUp } from './warm-up.ts';

/** Runs once, before the first render. */
export function start(): void {
  listenToKeys();
  void loadServer();
  void loadCollections();
  followCollections();
  followAddress();
  followDraft();
  nameTheTab();
  // A model server that was started meanwhile is found when one comes back to the page, from another tab or another window.
  const lookAround = (): void => void loadServer().then(() => Promise.all([loadPlan(), loadWarmUp()]));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') lookAround();
  });
  addEventListener('focus', lookAround);
}

function nameTheTab(): void {
  effect(() => {
    const question = answers.value[0]?.question.slice(0, 80);
    document.title = [question, place.value.collection, 'Carrel'].filter(Boolean).join(' · ');
  });
}

function followCollections(): void {
  effect(() => {
    if (collections.value !== null && place.value.collection === null) untracked(chooseCollection);
  });
}

function followAddress(): void {
  let shelfOf: string | null = null;
  effect(() => {
    const name = place.value.collection;
    if (name === shelfOf) return;
    shelfOf = name;
    untracked(() => {
      forgetDocuments();
      conversations.value = [];
      void loadDocuments();
      void loadConversations();
      void loadJobs();
    });
  });
  effect(() => {
    // Read here so that another conversation, model or state of the collection asks for a new plan.
    void [place.value.collection, place.value.conversation, model.value, collection.value?.updatedAt, collection.value?.tokens];
    untracked(() => void loadPlan());
  });
  effect(() => {
    void [place.value.collection, model.value, modelList.value, collection.value?.updatedAt, collection.value?.tokens];
    untracked(() => {
      void loadLedger();
      void loadWarmUp();
    });
  });
  effect(() => {
    void place.value;
    untracked(() => void openConversation());
  });
  effect(() => {
    void [place.value.source, wantedDocument.value];
    untracked(() => void loadSource());
  });
}
