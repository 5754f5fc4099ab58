(** Training by sampled gradients on devices of finite range (theory section 4): steps, random descent, and the
    auxiliary function. A history lists the samples used so far, the latest first; the weights of a run are a function W
    of the history: W h is W_k for a history h of k samples. *)

From Coq Require Import Reals Lra Lia Arith Psatz List.
From Aimcert Require Import GeneralResponse Sums Norms Spaces Device Pipeline Expectation auxiliary_telescopes.
Import ListNotations.
Local Open Scope R_scope.

(** W_0, .., W_k along a history of k samples, and W_k from there on. *)
Definition weights_along (W : list nat -> tuple) (h : list nat) (j : nat) : tuple := W (first_of_path j h).

Section Tuples.
  Variables (M : nat) (n : nat -> nat).

  (** The sum over all entries of all layers; entry (a, b) of layer m exists. *)
  Definition total (F : nat -> nat -> nat -> R) : R :=
    sum_of M (fun m => sum_of (n (S m)) (fun a => sum_of (n m) (F m a))).
  Definition entry (m a b : nat) : Prop := (m < M)%nat /\ (a < n (S m))%nat /\ (b < n m)%nat.

  Lemma total_le F G : (forall m a b, entry m a b -> F m a b <= G m a b) -> total F <= total G.
  Proof. intros H. do 3 (apply sum_of_le; intros). now apply H. Qed.

  Lemma total_ext F G : (forall m a b, entry m a b -> F m a b = G m a b) -> total F = total G.
  Proof. intros H. do 3 (apply sum_of_ext; intros). now apply H. Qed.

  Lemma total_plus F G : total (fun m a b => F m a b + G m a b) = total F + total G.
  Proof.
    unfold total. rewrite <- sum_of_plus. apply sum_of_ext; intros. rewrite <- sum_of_plus. apply sum_of_ext; intros.
    apply sum_of_plus.
  Qed.

  Lemma total_scal c F : total (fun m a b => c * F m a b) = c * total F.
  Proof.
    unfold total. rewrite <- sum_of_scal. apply sum_of_ext; intros. rewrite <- sum_of_scal. apply sum_of_ext; intros.
    apply sum_of_scal.
  Qed.

  Lemma tuple_sq_total W : tuple_sq M n W = total (fun m a b => (W m a b)^2).
  Proof. reflexivity. Qed.

  Lemma tuple_dot_total U W : tuple_dot M n U W = total (fun m a b => U m a b * W m a b).
  Proof. reflexivity. Qed.

  Lemma tuple_sq_ext U W : (forall m a b, entry m a b -> U m a b = W m a b) -> tuple_sq M n U = tuple_sq M n W.
  Proof. intros H. apply total_ext; intros m a b He. now rewrite H. Qed.

  (** |U + W|² <= 2|U|² + 2|W|² *)
  Lemma tuple_sq_plus_le U W :
    tuple_sq M n (fun m a b => U m a b + W m a b) <= 2 * tuple_sq M n U + 2 * tuple_sq M n W.
  Proof.
    rewrite !tuple_sq_total, <- !total_scal, <- total_plus. apply total_le; intros m a b _.
    pose proof (pow2_ge_0 (U m a b - W m a b)). lra.
  Qed.

  Lemma tuple_sq_scal c W : tuple_sq M n (fun m a b => c * W m a b) = c^2 * tuple_sq M n W.
  Proof. rewrite !tuple_sq_total, <- total_scal. apply total_ext; intros. ring. Qed.

  Lemma tuple_dot_plus_r U V W :
    tuple_dot M n U (fun m a b => V m a b + W m a b) = tuple_dot M n U V + tuple_dot M n U W.
  Proof. rewrite !tuple_dot_total, <- total_plus. apply total_ext; intros. ring. Qed.

  Lemma tuple_dot_scal_r c U W : tuple_dot M n U (fun m a b => c * W m a b) = c * tuple_dot M n U W.
  Proof. rewrite !tuple_dot_total, <- total_scal. apply total_ext; intros. ring. Qed.

  (** <U, W> = -(alpha/2)|U|² - |W|²/(2 alpha) + |W + alpha U|²/(2 alpha) *)
  Lemma tuple_polarisation alpha U W :
    alpha <> 0 ->
    tuple_dot M n U W = - (alpha / 2) * tuple_sq M n U + - / (2 * alpha) * tuple_sq M n W
                        + / (2 * alpha) * tuple_sq M n (fun m a b => W m a b + alpha * U m a b).
  Proof.
    intros H. rewrite tuple_dot_total, !tuple_sq_total, <- !total_scal, <- !total_plus. apply total_ext; intros.
    field. exact H.
  Qed.
End Tuples.

(** E of a sum over all entries, and of an inner product with what has mean 0. *)
Section TupleExpectation.
  Context {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E).
  Variables (M : nat) (n : nat -> nat).

  Lemma expect_total (F : X -> nat -> nat -> nat -> R) :
    E (fun x => total M n (F x)) = total M n (fun m a b => E (fun x => F x m a b)).
  Proof.
    unfold total. rewrite (expect_sum HE M (fun x m => sum_of (n (S m)) (fun a => sum_of (n m) (F x m a)))).
    apply sum_of_ext; intros m _. rewrite (expect_sum HE (n (S m)) (fun x a => sum_of (n m) (F x m a))).
    apply sum_of_ext; intros. apply (expect_sum HE).
  Qed.

  Lemma expect_dot_noise U (noise : X -> tuple) :
    (forall m a b, entry M n m a b -> E (fun x => noise x m a b) = 0) -> E (fun x => tuple_dot M n U (noise x)) = 0.
  Proof.
    intros H. etransitivity; [exact (expect_total (fun x m a b => U m a b * noise x m a b))|].
    rewrite (total_ext M n _ (fun m a b => 0 * 0)); [rewrite total_scal; ring|].
    intros m a b He. rewrite (expect_scal _ _ HE), H by easy. ring.
  Qed.

  (** E|x|² = |E x|² + E|x - E x|² *)
  Lemma tuple_variance_split (x : X -> tuple) :
    E (fun i => tuple_sq M n (x i))
    = tuple_sq M n (fun m a b => E (fun i => x i m a b))
      + E (fun i => tuple_sq M n (fun m a b => x i m a b - E (fun i => x i m a b))).
  Proof.
    etransitivity; [exact (expect_total (fun i m a b => (x i m a b)^2))|].
    etransitivity; [|symmetry; apply Rplus_eq_compat_l;
                     exact (expect_total (fun i m a b => (x i m a b - E (fun i => x i m a b))^2))].
    etransitivity; [|exact (total_plus M n (fun m a b => (E (fun i => x i m a b))^2) _)].
    apply total_ext; intros m a b _. apply (variance_split HE).
  Qed.
End TupleExpectation.

(** f(W') <= f(W) + <g(W), W'-W> + (L/2)|W'-W|² between any two W, W' of a set; quadratic_bound is that of vectors,
    everywhere. *)
Definition smooth_on M n (set : tuple -> Prop) (f : tuple -> R) (g : tuple -> tuple) (L : R) : Prop :=
  forall W W', set W -> set W' ->
    f W' <= f W + tuple_dot M n (g W) (tuple_sub W' W) + L / 2 * tuple_sq M n (tuple_sub W' W).

(** The mean over N samples of the gradients g_i, and the variance s² = E|g_i - E g_i|² of one sample's gradient. *)
Definition expected_gradient N (g : nat -> tuple -> tuple) (W : tuple) : tuple :=
  fun m a b => mean_of N (fun i => g i W m a b).
Definition noise N (g : nat -> tuple -> tuple) (W : tuple) (i : nat) : tuple :=
  fun m a b => g i W m a b - expected_gradient N g W m a b.
Definition noise_variance M n N (g : nat -> tuple -> tuple) (W : tuple) : R :=
  mean_of N (fun i => tuple_sq M n (noise N g W i)).

(** |W|_inf/τ and a bound on it, given 1/τ, which is 0 for digital weights. *)
Definition saturation_degree M n (inverse_tau : R) (W : tuple) : R :=
  largest M (fun m => largest (n (S m)) (fun a => norm_inf (n m) (W m a))) * inverse_tau.
Definition saturation_within M n (inverse_tau r : R) (W : tuple) : Prop :=
  forall m a b, entry M n m a b -> Rabs (W m a b) * inverse_tau <= r.

Lemma saturation_degree_nonneg M n inverse_tau W : 0 <= inverse_tau -> 0 <= saturation_degree M n inverse_tau W.
Proof. intros H. apply Rmult_le_pos; [apply largest_nonneg|easy]. Qed.

Lemma saturation_degree_bounds M n inverse_tau W :
  0 <= inverse_tau -> saturation_within M n inverse_tau (saturation_degree M n inverse_tau W) W.
Proof.
  intros H m a b (Hm & Ha & Hb). apply Rmult_le_compat_r; [easy|].
  eapply Rle_trans; [now apply (norm_inf_entry (n m))|].
  eapply Rle_trans; [now apply (largest_at_least (n (S m)) (fun a => norm_inf (n m) (W m a)))|].
  now apply (largest_at_least M (fun m => largest (n (S m)) (fun a => norm_inf (n m) (W m a)))).
Qed.

Lemma saturation_degree_least M n inverse_tau r W :
  0 <= r -> 0 < inverse_tau -> saturation_within M n inverse_tau r W -> saturation_degree M n inverse_tau W <= r.
Proof.
  intros Hr Hi H. apply (Rmult_le_reg_r (/ inverse_tau)); [now apply Rinv_0_lt_compat|].
  unfold saturation_degree. rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra.
  assert (0 <= r * / inverse_tau) by (apply Rmult_le_pos; [easy|left; now apply Rinv_0_lt_compat]).
  do 3 (apply largest_le; [easy|intros]).
  apply (Rmult_le_reg_r inverse_tau); [easy|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. now apply H.
Qed.

(** W - alpha G - (alpha/τ) abs(G) (.) W *)
Definition analog_step (alpha inverse_tau : R) (G W : tuple) : tuple :=
  fun m a b => W m a b - alpha * G m a b - alpha * inverse_tau * Rabs (G m a b) * W m a b.
Definition digital_step (alpha : R) (G W : tuple) : tuple := fun m a b => W m a b - alpha * G m a b.

(** It is the update of the asymmetric linear device by -alpha G. *)
Lemma analog_step_device alpha tau G W m a b :
  0 <= alpha -> analog_step alpha (/ tau) G W m a b = ald_update tau (W m a b) (- (alpha * G m a b)).
Proof.
  intros H. unfold analog_step, ald_update, Rdiv. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq alpha) by easy. ring.
Qed.

Section Moments.
  Variables (M : nat) (n : nat -> nat) (N : nat) (g : nat -> tuple -> tuple) (W : tuple).
  Hypothesis N_pos : (0 < N)%nat.

  Lemma noise_mean m a b : mean_of N (fun i => noise N g W i m a b) = 0.
  Proof. unfold noise, expected_gradient. rewrite mean_of_minus, mean_of_const by easy. ring. Qed.

  (** E|g_i|² = |g|² + s² *)
  Lemma second_moment :
    mean_of N (fun i => tuple_sq M n (g i W))
    = tuple_sq M n (expected_gradient N g W) + noise_variance M n N g W.
  Proof. exact (tuple_variance_split (mean_expectation N N_pos) M n (fun i => g i W)). Qed.
End Moments.

(** One random step of smooth descent: noise of mean 0, and a step that misses -alpha (g + noise) by alpha √rho:
    E f(W') <= f(W) - (alpha/2)|g|² - (1/(2 alpha) - L) E|dW + alpha noise|² + alpha² L E|noise|² + (alpha/2) E rho. *)
Section ExpectedDescent.
  Context {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E).
  Variables (M : nat) (n : nat -> nat) (f : tuple -> R) (W g : tuple) (next noise : X -> tuple) (rho : X -> R)
            (L alpha : R).
  Let dW x : tuple := tuple_sub (next x) W.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis smooth : forall x, possible x ->
    f (next x) <= f W + tuple_dot M n g (dW x) + L / 2 * tuple_sq M n (dW x).
  Hypothesis noise_mean_0 : forall m a b, entry M n m a b -> E (fun x => noise x m a b) = 0.
  Hypothesis missed : forall x, possible x ->
    tuple_sq M n (fun m a b => dW x m a b + alpha * (g m a b + noise x m a b)) <= alpha^2 * rho x.

  Lemma descent_of_outcome x : possible x ->
    f (next x) <= f W - alpha / 2 * tuple_sq M n g
      - (1 / (2 * alpha) - L) * tuple_sq M n (fun m a b => dW x m a b + alpha * noise x m a b)
      + alpha^2 * L * tuple_sq M n (noise x) + alpha / 2 * rho x - alpha * tuple_dot M n g (noise x).
  Proof.
    intros Hx.
    set (c := fun m a b => dW x m a b + alpha * noise x m a b).
    assert (first : tuple_dot M n g (dW x) = tuple_dot M n g c - alpha * tuple_dot M n g (noise x)).
    { unfold c. rewrite tuple_dot_plus_r, (tuple_dot_scal_r M n alpha g (noise x)). ring. }
    assert (second : tuple_sq M n (dW x) <= 2 * tuple_sq M n c + 2 * (alpha^2 * tuple_sq M n (noise x))).
    { rewrite (tuple_sq_ext M n (dW x) (fun m a b => c m a b + - alpha * noise x m a b)) by (intros; unfold c; ring).
      eapply Rle_trans; [apply tuple_sq_plus_le|]. rewrite tuple_sq_scal. right; ring. }
    assert (third : tuple_sq M n (fun m a b => c m a b + alpha * g m a b) <= alpha^2 * rho x).
    { rewrite (tuple_sq_ext M n _ (fun m a b => dW x m a b + alpha * (g m a b + noise x m a b)))
        by (intros; unfold c; ring). now apply missed. }
    assert (fourth : / (2 * alpha) * tuple_sq M n (fun m a b => c m a b + alpha * g m a b) <= alpha / 2 * rho x).
    { replace (alpha / 2 * rho x) with (/ (2 * alpha) * (alpha^2 * rho x)) by (field; lra).
      apply Rmult_le_compat_l; [left; apply Rinv_0_lt_compat; lra|easy]. }
    apply (Rmult_le_compat_l (L / 2)) in second; [|lra].
    pose proof (smooth x Hx) as bound.
    rewrite first, (tuple_polarisation M n alpha) in bound by lra.
    fold c. unfold Rdiv in *. lra.
  Qed.

  Theorem expected_descent :
    E (fun x => f (next x)) <= f W - alpha / 2 * tuple_sq M n g
      - (1 / (2 * alpha) - L) * E (fun x => tuple_sq M n (fun m a b => dW x m a b + alpha * noise x m a b))
      + alpha^2 * L * E (fun x => tuple_sq M n (noise x)) + alpha / 2 * E rho.
  Proof.
    eapply Rle_trans; [apply (expect_le _ _ HE); intros x Hx; apply (descent_of_outcome x Hx)|].
    rewrite (expect_minus HE), !(expect_plus _ _ HE), (expect_minus HE), !(expect_scal _ _ HE), (expect_const _ _ HE).
    rewrite (expect_dot_noise HE) by easy. lra.
  Qed.
End ExpectedDescent.

(** Σ_m Q_k^(m) and A_k after a history of k samples. *)
Definition history_delay M n (W : list nat -> tuple) (h : list nat) : R :=
  sum_of M (squared_delay M n (weights_along W h) (length h)).
Definition history_auxiliary M n (W : list nat -> tuple) (h : list nat) : R :=
  auxiliary M n (weights_along W h) (length h).

Lemma along_earlier W i h j : (j <= length h)%nat -> weights_along W (i :: h) j = weights_along W h j.
Proof.
  intros H. unfold weights_along, first_of_path. cbn [length].
  now replace (S (length h) - j)%nat with (S (length h - j)) by lia.
Qed.

Lemma along_last W h : weights_along W h (length h) = W h.
Proof. unfold weights_along, first_of_path. now rewrite Nat.sub_diag. Qed.

(** A_{k+1} <= A_k + (M-1)|dW_k|² - Σ_m Q_k^(m) *)
Lemma auxiliary_moves M n W h i :
  history_auxiliary M n W (i :: h)
  <= history_auxiliary M n W h + INR (M - 1) * tuple_sq M n (tuple_sub (W (i :: h)) (W h)) - history_delay M n W h.
Proof.
  assert (same : forall m j, (j < length h)%nat ->
            increment (weights_along W (i :: h)) j m = increment (weights_along W h) j m).
  { intros m j Hj. unfold increment. now rewrite !along_earlier by lia. }
  assert (A : auxiliary M n (weights_along W (i :: h)) (length h) = history_auxiliary M n W h).
  { apply sum_of_ext; intros m _. apply sum_range_ext; intros j Hj. now rewrite same by lia. }
  assert (Q : sum_of M (squared_delay M n (weights_along W (i :: h)) (length h)) = history_delay M n W h).
  { apply sum_of_ext; intros m _. apply sum_range_ext; intros j Hj. now rewrite same by lia. }
  assert (latest : increment (weights_along W (i :: h)) (length h) = tuple_sub (W (i :: h)) (W h)).
  { unfold increment. rewrite (along_earlier W i h (length h)), along_last by lia.
    change (S (length h)) with (length (i :: h)). now rewrite along_last. }
  unfold history_auxiliary at 1. cbn [length].
  rewrite (proj1 (auxiliary_telescopes M n (weights_along W (i :: h)) (length h))), A, Q, latest.
  apply Rplus_le_compat_r, Rplus_le_compat_l. unfold tuple_sq. rewrite <- sum_of_scal. apply sum_of_le; intros m _.
  apply Rmult_le_compat_r; [apply frobenius_sq_nonneg|]. apply le_INR. unfold delay. lia.
Qed.

Lemma auxiliary_nonneg M n W h : 0 <= history_auxiliary M n W h.
Proof. apply auxiliary_telescopes. Qed.

Lemma auxiliary_start M n W : history_auxiliary M n W [] = 0.
Proof.
  unfold history_auxiliary, auxiliary, aged_sum. etransitivity; [|apply (sum_of_zero M)].
  apply sum_of_ext; intros. now apply sum_range_nil.
Qed.

Lemma history_delay_nonneg M n W h : 0 <= history_delay M n W h.
Proof. apply sum_of_nonneg; intros. apply squared_delay_nonneg. Qed.

(** The auxiliary function absorbs the delay: with weight (alpha/2) w its -Q cancels the delay term of the descent, and
    its increments cost (M-1) w alpha² of what 1/(2 alpha) - L_f leaves. *)
Section AbsorbDelay.
  Variables (M N : nat) (n : nat -> nat) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (h : list nat) (Lf alpha w descent loss : R).
  Let denoised := mean_of N (fun i =>
    tuple_sq M n (fun m a b => tuple_sub (W (i :: h)) (W h) m a b + alpha * noise N g (W h) i m a b)).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis w_nonneg : 0 <= w.
  Hypothesis rule : 0 <= 1 / (2 * alpha) - Lf - alpha * (INR (M - 1) * w).
  Hypothesis descends :
    mean_of N (fun i => f (W (i :: h)))
    <= f (W h) - descent - (1 / (2 * alpha) - Lf) * denoised + alpha^2 * Lf * noise_variance M n N g (W h) + loss
       + alpha / 2 * w * history_delay M n W h.

  Lemma increment_split i :
    tuple_sq M n (tuple_sub (W (i :: h)) (W h))
    <= 2 * tuple_sq M n (fun m a b => tuple_sub (W (i :: h)) (W h) m a b + alpha * noise N g (W h) i m a b)
       + 2 * alpha^2 * tuple_sq M n (noise N g (W h) i).
  Proof.
    set (d := tuple_sub (W (i :: h)) (W h)). set (e := noise N g (W h) i).
    rewrite (tuple_sq_ext M n d (fun m a b => (d m a b + alpha * e m a b) + - alpha * e m a b)) by (intros; ring).
    eapply Rle_trans; [apply tuple_sq_plus_le|]. rewrite tuple_sq_scal. right. ring.
  Qed.

  (** E_k A_{k+1} <= A_k + (M-1)(2 E|dW + alpha eps|² + 2 alpha² s²) - Σ_m Q_k^(m) *)
  Lemma mean_auxiliary :
    mean_of N (fun i => history_auxiliary M n W (i :: h))
    <= history_auxiliary M n W h
       + INR (M - 1) * (2 * denoised + 2 * (alpha^2 * noise_variance M n N g (W h))) - history_delay M n W h.
  Proof.
    unfold denoised, noise_variance. rewrite <- !mean_of_scal, <- mean_of_plus, <- mean_of_scal.
    rewrite <- (mean_of_const N (history_auxiliary M n W h)), <- mean_of_plus by easy.
    rewrite <- (mean_of_const N (history_delay M n W h)), <- mean_of_minus by easy.
    apply mean_of_le. intros i Hi. eapply Rle_trans; [apply auxiliary_moves|].
    pose proof (Rmult_le_compat_l _ _ _ (pos_INR (M - 1)) (increment_split i)). lra.
  Qed.

  Theorem absorbed_delay :
    mean_of N (fun i => f (W (i :: h)) + alpha / 2 * w * history_auxiliary M n W (i :: h))
    <= f (W h) + alpha / 2 * w * history_auxiliary M n W h - descent
       + alpha^2 * (Lf + alpha * (INR (M - 1) * w)) * noise_variance M n N g (W h) + loss.
  Proof.
    rewrite mean_of_plus, mean_of_scal.
    assert (Hc : 0 <= alpha / 2 * w) by (apply Rmult_le_pos; lra).
    pose proof (Rmult_le_compat_l _ _ _ Hc mean_auxiliary).
    assert (0 <= denoised) by (apply mean_of_nonneg; intros; apply tuple_sq_nonneg).
    assert (0 <= (1 / (2 * alpha) - Lf - alpha * (INR (M - 1) * w)) * denoised) by now apply Rmult_le_pos.
    lra.
  Qed.
End AbsorbDelay.

(** (1+1/u)(1+r)² L_S², kappa = (M-1)(1+1/u)(1+r)² L_S², c = (alpha/2)(1+1/u)(1+r)² L_S², and the largest learning
    rate. *)
Definition delay_weight (u r LS : R) : R := (1 + 1 / u) * (1 + r)^2 * LS^2.
Definition kappa (M : nat) (u r LS : R) : R := INR (M - 1) * delay_weight u r LS.
Definition auxiliary_weight (alpha u r LS : R) : R := alpha / 2 * delay_weight u r LS.
Definition digital_kappa (M : nat) (LS : R) : R := INR (M - 1) * LS^2.
Definition descent_learning_rate (Lf kappa : R) : R := 1 / (Lf + sqrt (Lf^2 + 2 * kappa)).

Lemma delay_weight_nonneg u r LS : 0 < u -> 0 <= delay_weight u r LS.
Proof.
  intros H. assert (0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
  apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [lra|apply pow2_ge_0].
Qed.

Lemma auxiliary_weight_nonneg alpha u r LS : 0 < alpha -> 0 < u -> 0 <= auxiliary_weight alpha u r LS.
Proof. intros. apply Rmult_le_pos; [lra|now apply delay_weight_nonneg]. Qed.

(** alpha <= 1/(L + √(L² + 2 kappa)) implies 1/(2 alpha) - L - alpha kappa >= 0. *)
Lemma learning_rate_rule alpha Lf kappa :
  0 < alpha -> 0 <= Lf -> 0 <= kappa -> alpha <= descent_learning_rate Lf kappa ->
  0 <= 1 / (2 * alpha) - Lf - alpha * kappa.
Proof.
  intros Ha HL Hk Hrate. unfold descent_learning_rate in Hrate.
  pose proof (pow2_ge_0 Lf). pose proof (sqrt_pos (Lf^2 + 2 * kappa)) as Hs.
  assert (square : (sqrt (Lf^2 + 2 * kappa))^2 = Lf^2 + 2 * kappa) by (apply pow2_sqrt; lra).
  set (s := sqrt (Lf^2 + 2 * kappa)) in *.
  assert (product : alpha * (Lf + s) <= 1).
  { destruct (Req_dec (Lf + s) 0) as [->|Hne]; [lra|].
    apply (Rmult_le_compat_r (Lf + s)) in Hrate; [|lra]. unfold Rdiv in Hrate.
    rewrite Rmult_assoc, Rinv_l, Rmult_1_r in Hrate by easy. exact Hrate. }
  replace (1 / (2 * alpha) - Lf - alpha * kappa) with ((1 - 2 * alpha * Lf - 2 * alpha^2 * kappa) * / (2 * alpha))
    by (field; lra).
  apply Rmult_le_pos; [|left; apply Rinv_0_lt_compat; lra].
  replace (1 - 2 * alpha * Lf - 2 * alpha^2 * kappa) with ((1 - alpha * Lf - alpha * s) * (1 - alpha * Lf + alpha * s)).
  - assert (0 <= alpha * s) by (apply Rmult_le_pos; lra). apply Rmult_le_pos; lra.
  - replace (2 * alpha^2 * kappa) with (alpha^2 * (s^2 - Lf^2)) by (rewrite square; ring). ring.
Qed.

(** Histories of at most K of N samples. *)
Definition history N K (h : list nat) : Prop := (length h <= K)%nat /\ Forall (fun i => (i < N)%nat) h.

Lemma history_next N K h i :
  (length h < K)%nat -> Forall (fun i => (i < N)%nat) h -> (i < N)%nat -> history N K (i :: h).
Proof. intros Hl Hh Hi. split; [simpl; lia|now constructor]. Qed.

Lemma history_rest N K h i : history N K (i :: h) -> history N K h.
Proof. intros [Hl Hh%Forall_inv_tail]. split; [simpl in Hl; lia|easy]. Qed.

Lemma history_latest N K h i : history N K (i :: h) -> (i < N)%nat.
Proof. intros [_ Hh]. exact (Forall_inv Hh). Qed.

(** The mean squared gradient norm of a run whose function V, at least `floor` at its end, falls by
    (alpha/2) q |g|² - loss in every step. *)
Lemma rate_over_run {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E)
    K (V gradient_sq loss : list X -> R) (floor alpha q : R) :
  (0 < K)%nat -> 0 < alpha -> 0 < q ->
  (forall h, (length h < K)%nat -> Forall possible h ->
     E (fun x => V (x :: h)) <= V h - (alpha / 2 * q * gradient_sq h - loss h)) ->
  (forall h, length h = K -> Forall possible h -> floor <= V h) ->
  mean_over_run E K gradient_sq
  <= (2 * (V [] - floor) / (alpha * INR K) + 2 / alpha * mean_over_run E K loss) / q.
Proof.
  intros HK Ha Hq Hstep Hfloor.
  pose proof (run_expectation HE K HK) as Hrun. pose proof (paths_expectation HE K) as Hpaths.
  pose proof (telescope_over_run HE K V _ HK Hstep) as telescoped.
  rewrite (expect_minus Hrun), (expect_scal _ _ Hrun) in telescoped.
  assert (last : floor <= over_paths E K V).
  { rewrite <- (expect_const _ _ Hpaths floor). apply (expect_le _ _ Hpaths). intros h [Hl Hh]. now apply Hfloor. }
  apply lt_0_INR in HK. set (k := INR K) in *.
  set (x := mean_over_run E K gradient_sq) in *. set (y := mean_over_run E K loss) in *.
  replace ((2 * (V [] - floor) / (alpha * k) + 2 / alpha * y) / q)
    with ((V [] - floor + k * y) * / (k * (alpha / 2 * q))) by (field; lra).
  assert (0 < k * (alpha / 2 * q)) by (apply Rmult_lt_0_compat; [lra|apply Rmult_lt_0_compat; lra]).
  apply (Rmult_le_reg_r (k * (alpha / 2 * q))); [easy|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.
