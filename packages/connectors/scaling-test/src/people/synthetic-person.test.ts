import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { expect, it } from 'vitest';
import { isRefusedBySandbox, toPersonIndex } from './synthetic-id.ts';
import { firstIndexUpdatedSince, syntheticPerson, syntheticUpdateMs } from './synthetic-person.ts';
import { MAX_PEOPLE, syntheticPhone } from './synthetic-phone.ts';

const HUNDRED_THOUSAND = 100_000;

it('makes the same person for the same seed and index, whatever was made before', () => {
  const first = syntheticPerson(7, 41);
  for (let index = 0; index < 100; index += 1) syntheticPerson(3, index);
  expect(syntheticPerson(7, 41)).toEqual(first);
});

it('makes other people for another seed', () => {
  const same = Array.from({ length: 1000 }, (_, index) => index).filter(
    (index) => syntheticPerson(1, index).phone === syntheticPerson(2, index).phone,
  );
  expect(same.length).toBeLessThan(100);
});

it('gives a hundred thousand people ids and phone numbers of their own', () => {
  const ids = new Set<string>();
  const phones = new Set<string>();
  for (let index = 0; index < HUNDRED_THOUSAND; index += 1) {
    const { id, phone } = syntheticPerson(1, index, { withoutPhoneShare: 0, refusedShare: 0.01 });
    ids.add(id);
    if (phone !== null) phones.add(phone);
  }
  expect(ids.size).toBe(HUNDRED_THOUSAND);
  expect(phones.size).toBe(HUNDRED_THOUSAND);
});

it('never repeats a phone number up to the largest population', () => {
  const phones = Float64Array.from({ length: MAX_PEOPLE }, (_, index) => Number(syntheticPhone(5, index).slice(1))).sort();
  expect(phones.findIndex((phone, index) => phone === phones[index - 1])).toBe(-1);
});

it('makes phone numbers that are valid by the full rules of their country', () => {
  // The step visits every area code.
  const phones = Array.from({ length: 2000 }, (_, index) => syntheticPhone(1, index * 997));
  expect(phones.filter((phone) => !isValidPhoneNumber(phone))).toEqual([]);
  expect(new Set(phones.map((phone) => phone.slice(2, 5))).size).toBe(250);
});

it('leaves two in a hundred without a phone number unless set otherwise', () => {
  const count = (withoutPhoneShare?: number): number => {
    let without = 0;
    for (let index = 0; index < HUNDRED_THOUSAND; index += 1)
      if (syntheticPerson(1, index, { withoutPhoneShare }).phone === null) without += 1;
    return without;
  };
  expect(count()).toBeGreaterThan(1850);
  expect(count()).toBeLessThan(2150);
  expect(count(0)).toBe(0);
  expect(count(1)).toBe(HUNDRED_THOUSAND);
});

it('marks the share of people whom Quo is to refuse in their id, and none of those without a phone number', () => {
  let refused = 0;
  for (let index = 0; index < HUNDRED_THOUSAND; index += 1) {
    const { id, phone } = syntheticPerson(1, index, { refusedShare: 0.01, withoutPhoneShare: 0.2 });
    if (!isRefusedBySandbox(id)) continue;
    refused += 1;
    expect(phone).not.toBeNull();
  }
  expect(refused).toBeGreaterThan(900);
  expect(refused).toBeLessThan(1100);
  expect(isRefusedBySandbox(syntheticPerson(1, 0).id)).toBe(false);
  expect(isRefusedBySandbox(null)).toBe(false);
});

it('finds a person again by id, and no person by what is no id', () => {
  expect(toPersonIndex(syntheticPerson(1, 123_456).id)).toBe(123_456);
  expect(['', 'person-', 'person-01', 'person--1', 'person-1.5', 'someone-1', 'person-12345678901'].map(toPersonIndex)).toEqual(
    Array.from({ length: 7 }, () => undefined),
  );
});

it('has names with emoji, apostrophes, other scripts and excessive length among the first hundreds', () => {
  const names = Array.from({ length: 500 }, (_, index) => syntheticPerson(1, index).lastName);
  expect(names.some((name) => /\p{Extended_Pictographic}/u.test(name))).toBe(true);
  expect(names.some((name) => name.includes("'"))).toBe(true);
  expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true);
  expect(names.some((name) => name.length > 150)).toBe(true);
});

it('changed people one after another, so that who changed since a time is known without looking', () => {
  expect(firstIndexUpdatedSince(syntheticUpdateMs(500))).toBe(500);
  expect(firstIndexUpdatedSince(syntheticUpdateMs(500) + 1)).toBe(501);
  expect(firstIndexUpdatedSince(0)).toBe(0);
  expect(Date.parse(syntheticPerson(1, 500).updatedAt)).toBe(syntheticUpdateMs(500));
  expect(syntheticUpdateMs(MAX_PEOPLE)).toBeLessThan(Date.UTC(2026, 0, 1));
});
