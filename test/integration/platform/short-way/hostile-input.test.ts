// The same promises, where every document is known from its first time on.
process.env.FRONTROW_TEST_SHORT_WAY = 'on';
require('../hostile-input.test');
