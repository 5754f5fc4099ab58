# rank_one_entry_fma, tau = 1, c >= 0: x and w of either sign cover c < 0.
@rnd = float<ieee_32, ne>;
w = rnd(w_); x = rnd(x_); c = rnd(c_);
s = rnd(|x| * w + x); y = rnd(w - c * s);
S = |x| * w + x; Y = w - c * S;
{ |w| <= 1 /\ c in [0, 1] /\ |x| <= 1 /\ |Y| <= 1 -> |y - Y| <= 201326600b-50 }
