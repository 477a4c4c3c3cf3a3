-- Lists of one state, such as who waits for a talk, while most referrals of a programme have long ended.
ALTER TABLE referral
  ADD KEY referral_state (programme_code, municipality_code, state, id);
