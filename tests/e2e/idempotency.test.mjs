import assert from 'node:assert/strict';
import test from 'node:test';
import { admin, caseManager, newCode, publishProgramme, refer, registerOrganisation } from './lib/builders.mjs';
import { person } from './lib/people.mjs';

test('the same key gives the first answer once more', async (t) => {
  await t.test('one person, however often and however fast it is sent', async () => {
    const body = person();
    const key = newCode('key');
    const answers = await Promise.all(Array.from({ length: 8 }, () => admin.call('POST', '/v1/participants', { body, key })));
    const done = answers.filter((one) => one.status === 201);
    assert.ok(done.length >= 1);
    assert.ok(answers.every((one) => one.status === 201 || one.status === 409), answers.map((one) => one.status).join());
    const again = await admin.post('/v1/participants', body, { key });
    for (const one of done) assert.deepEqual(one.body, again);
    const found = await admin.post('/v1/participants/_search', { bsn: body.bsn });
    assert.deepEqual(found.participants.map((one) => one.id), [again.id]);
  });

  await t.test('another body under the same key is refused, and does nothing', async () => {
    const key = newCode('key');
    const made = await admin.post('/v1/participants', person(), { key });
    const other = person();
    const refused = await admin.call('POST', '/v1/participants', { body: other, key, expect: 400 });
    assert.equal(refused.body.reason, 'REQUEST_ID_REUSED');
    assert.deepEqual((await admin.post('/v1/participants/_search', { bsn: other.bsn })).participants, []);
    assert.equal((await admin.get(`/v1/participants/${made.id}`)).etag, made.etag);
  });

  await t.test('a key belongs to its caller', async () => {
    const key = newCode('key');
    const [one, two] = await Promise.all([admin.post('/v1/participants', person(), { key }), caseManager.post('/v1/participants', person(), { key })]);
    assert.notEqual(one.id, two.id);
  });

  await t.test('without a key each call stands for itself', async () => {
    const body = { displayName: 'School', kind: 'ORGANISATION_KIND_ROC' };
    const code = newCode('school');
    await registerOrganisation({ ...body, code });
    const again = await admin.call('POST', '/v1/organisations', { body: { ...body, code }, expect: 409 });
    assert.equal(again.body.reason, 'CODE_IN_USE');
  });

  await t.test('a repeated change is answered, though its version is stale by then', async () => {
    const programme = await publishProgramme();
    const { referral } = await refer(programme);
    const key = newCode('key');
    const options = { etag: referral.etag, key };
    const body = { stepCode: 'intake-talk', heldDate: '2026-11-02', staffIds: ['cm-1'] };
    const first = await admin.post(`/v1/referrals/${referral.id}/intakes`, body, options);
    const second = await admin.post(`/v1/referrals/${referral.id}/intakes`, body, options);
    assert.deepEqual(second, first);
    assert.equal((await admin.get(`/v1/referrals/${referral.id}`)).intakes.length, 1);
  });
});
