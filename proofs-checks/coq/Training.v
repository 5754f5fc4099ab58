(** Training by sampled gradients on devices of finite range (theory section 4): weight tuples, steps, delay and auxiliary
    function, and what the descent claims share. A history lists the samples used so far, the latest first; the weights of
    a run are a function W of the history, so that for a history h of k samples W h is W_k, W (skipn d h) is W_{k-d}, and
    W_j = W_0 for j < 0. *)

From Coq Require Import Reals Lra Lia Arith Psatz List.
From Aimcert Require Import Sums Norms Device Expectation.
Import ListNotations.
Local Open Scope R_scope.

(** One vector of size m entries for each layer m < M. *)
Definition tuple := nat -> vector.

Section Tuples.
  Variables (M : nat) (size : nat -> nat).

  (** The sum over all entries of all layers. *)
  Definition total (F : nat -> nat -> R) : R := sum_of M (fun m => sum_of (size m) (F m)).
  Definition tuple_dot (x y : tuple) : R := sum_of M (fun m => dot (size m) (x m) (y m)).
  Definition tuple_norm_sq (x : tuple) : R := sum_of M (fun m => norm_sq (size m) (x m)).
  (** Entry e of layer m exists. *)
  Definition entry (m e : nat) : Prop := (m < M)%nat /\ (e < size m)%nat.

  Lemma total_le F G : (forall m e, entry m e -> F m e <= G m e) -> total F <= total G.
  Proof. intros H. apply sum_of_le; intros m Hm. apply sum_of_le; intros e He. now apply H. Qed.

  Lemma total_ext F G : (forall m e, entry m e -> F m e = G m e) -> total F = total G.
  Proof. intros H. apply sum_of_ext; intros m Hm. apply sum_of_ext; intros e He. now apply H. Qed.

  Lemma total_plus F G : total (fun m e => F m e + G m e) = total F + total G.
  Proof. unfold total. rewrite <- sum_of_plus. apply sum_of_ext; intros. apply sum_of_plus. Qed.

  Lemma total_scal c F : total (fun m e => c * F m e) = c * total F.
  Proof. unfold total. rewrite <- sum_of_scal. apply sum_of_ext; intros. apply sum_of_scal. Qed.

  Lemma tuple_norm_sq_ext x y : (forall m e, entry m e -> x m e = y m e) -> tuple_norm_sq x = tuple_norm_sq y.
  Proof. intros H. apply total_ext; intros m e He. now rewrite H. Qed.

  Lemma tuple_norm_sq_nonneg x : 0 <= tuple_norm_sq x.
  Proof. apply sum_of_nonneg; intros; apply norm_sq_nonneg. Qed.

  (** |x + y|² <= 2|x|² + 2|y|² *)
  Lemma tuple_norm_sq_plus_le x y :
    tuple_norm_sq (fun m e => x m e + y m e) <= 2 * tuple_norm_sq x + 2 * tuple_norm_sq y.
  Proof.
    unfold tuple_norm_sq. rewrite <- !sum_of_scal, <- sum_of_plus. apply sum_of_le; intros. apply norm_sq_plus_le.
  Qed.

  Lemma tuple_norm_sq_scal c x : tuple_norm_sq (fun m e => c * x m e) = c^2 * tuple_norm_sq x.
  Proof. unfold tuple_norm_sq. rewrite <- sum_of_scal. apply sum_of_ext; intros. apply norm_sq_scal. Qed.

  Lemma tuple_norm_sq_plus x y :
    tuple_norm_sq (fun m e => x m e + y m e) = tuple_norm_sq x + 2 * tuple_dot x y + tuple_norm_sq y.
  Proof.
    unfold tuple_norm_sq, tuple_dot. rewrite <- sum_of_scal, <- !sum_of_plus. apply sum_of_ext; intros.
    apply norm_sq_plus.
  Qed.

  Lemma tuple_dot_plus_r x y z : tuple_dot x (fun m e => y m e + z m e) = tuple_dot x y + tuple_dot x z.
  Proof. unfold tuple_dot. rewrite <- sum_of_plus. apply sum_of_ext; intros. apply dot_plus_r. Qed.

  Lemma tuple_dot_scal_r c x y : tuple_dot x (fun m e => c * y m e) = c * tuple_dot x y.
  Proof. unfold tuple_dot. rewrite <- sum_of_scal. apply sum_of_ext; intros. apply dot_scal_r. Qed.

  (** <a, b> = -(alpha/2)|a|² - |b|²/(2 alpha) + |b + alpha a|²/(2 alpha) *)
  Lemma tuple_polarisation alpha a b :
    alpha <> 0 ->
    tuple_dot a b = - (alpha / 2) * tuple_norm_sq a - tuple_norm_sq b / (2 * alpha)
                    + tuple_norm_sq (fun m e => b m e + alpha * a m e) / (2 * alpha).
  Proof.
    intros H. unfold tuple_dot, tuple_norm_sq, Rdiv.
    rewrite <- sum_of_scal, !(Rmult_comm (sum_of _ _) (/ _)), <- !sum_of_scal, <- sum_of_minus, <- sum_of_plus.
    apply sum_of_ext; intros. rewrite (polarisation _ alpha) by easy. unfold Rdiv. ring.
  Qed.
End Tuples.

(** E of a sum over all entries, and of an inner product with what has mean 0. *)
Section TupleExpectation.
  Context {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E).
  Variables (M : nat) (size : nat -> nat).

  Lemma expect_total (F : X -> nat -> nat -> R) :
    E (fun x => total M size (F x)) = total M size (fun m e => E (fun x => F x m e)).
  Proof.
    unfold total. rewrite (expect_sum HE M (fun x m => sum_of (size m) (F x m))).
    apply sum_of_ext; intros. apply (expect_sum HE).
  Qed.

  Lemma expect_dot_noise a (noise : X -> tuple) :
    (forall m e, entry M size m e -> E (fun x => noise x m e) = 0) -> E (fun x => tuple_dot M size a (noise x)) = 0.
  Proof.
    intros H. etransitivity; [exact (expect_total (fun x m e => a m e * noise x m e))|].
    rewrite (total_ext M size _ (fun m e => 0 * 0)); [rewrite total_scal; ring|].
    intros m e He. rewrite (expect_scal _ _ HE), H by easy. ring.
  Qed.

  (** E|x|² = |E x|² + E|x - E x|² *)
  Lemma tuple_variance_split (x : X -> tuple) :
    E (fun i => tuple_norm_sq M size (x i))
    = tuple_norm_sq M size (fun m e => E (fun i => x i m e))
      + E (fun i => tuple_norm_sq M size (fun m e => x i m e - E (fun i => x i m e))).
  Proof.
    etransitivity; [exact (expect_total (fun i m e => (x i m e)^2))|].
    etransitivity; [|symmetry; apply Rplus_eq_compat_l;
                     exact (expect_total (fun i m e => (x i m e - E (fun i => x i m e))^2))].
    etransitivity; [|exact (total_plus M size (fun m e => (E (fun i => x i m e))^2) _)].
    apply total_ext; intros m e _. apply (variance_split HE).
  Qed.
End TupleExpectation.

(** f(W') <= f(W) + <g(W), W'-W> + (L/2)|W'-W|² between any two W, W' of a set. *)
Definition smooth_on M size (set : tuple -> Prop) (f : tuple -> R) (g : tuple -> tuple) (L : R) : Prop :=
  forall W W', set W -> set W' ->
    f W' <= f W + tuple_dot M size (g W) (fun m e => W' m e - W m e)
            + L / 2 * tuple_norm_sq M size (fun m e => W' m e - W m e).

(** The mean over N samples of the gradients g_i, and the variance s² = E|g_i - E g_i|² of one sample's gradient. *)
Definition mean_gradient N (g : nat -> tuple -> tuple) (W : tuple) : tuple := fun m e => mean_of N (fun i => g i W m e).
Definition noise N (g : nat -> tuple -> tuple) (W : tuple) (i : nat) : tuple :=
  fun m e => g i W m e - mean_gradient N g W m e.
Definition noise_variance M size N (g : nat -> tuple -> tuple) (W : tuple) : R :=
  mean_of N (fun i => tuple_norm_sq M size (noise N g W i)).

(** |W|_inf/τ <= r, given 1/τ, which is 0 for digital weights. *)
Definition saturation_within M size (inverse_tau r : R) (W : tuple) : Prop :=
  forall m e, entry M size m e -> Rabs (W m e) * inverse_tau <= r.

(** W - alpha G - (alpha/τ) abs(G) (.) W *)
Definition analog_step (alpha inverse_tau : R) (G W : tuple) : tuple :=
  fun m e => W m e - alpha * G m e - alpha * inverse_tau * Rabs (G m e) * W m e.
Definition digital_step (alpha : R) (G W : tuple) : tuple := fun m e => W m e - alpha * G m e.

(** It is the update of the asymmetric linear device by -alpha G. *)
Lemma analog_step_device alpha tau G W m e :
  0 <= alpha -> analog_step alpha (/ tau) G W m e = ald_update tau (W m e) (- (alpha * G m e)).
Proof.
  intros H. unfold analog_step, ald_update, Rdiv. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq alpha) by easy. ring.
Qed.

Section Moments.
  Variables (M : nat) (size : nat -> nat) (N : nat) (g : nat -> tuple -> tuple) (W : tuple).
  Hypothesis N_pos : (0 < N)%nat.

  Lemma noise_mean m e : mean_of N (fun i => noise N g W i m e) = 0.
  Proof. unfold noise, mean_gradient. rewrite mean_of_minus, mean_of_const by easy. ring. Qed.

  (** E|g_i|² = |g|² + s² *)
  Lemma second_moment :
    mean_of N (fun i => tuple_norm_sq M size (g i W))
    = tuple_norm_sq M size (mean_gradient N g W) + noise_variance M size N g W.
  Proof. exact (tuple_variance_split (mean_expectation N N_pos) M size (fun i => g i W)). Qed.

  Lemma noise_variance_nonneg : 0 <= noise_variance M size N g W.
  Proof. apply mean_of_nonneg; intros; apply tuple_norm_sq_nonneg. Qed.
End Moments.

(** One random step of smooth descent: noise of mean 0, and a step that misses -alpha (g + noise) by alpha √rho:
    E f(W') <= f(W) - (alpha/2)|g|² - (1/(2 alpha) - L) E|dW + alpha noise|² + alpha² L E|noise|² + (alpha/2) E rho. *)
Section ExpectedDescent.
  Context {X : Type} {possible : X -> Prop} {E : (X -> R) -> R} (HE : expectation possible E).
  Variables (M : nat) (size : nat -> nat) (f : tuple -> R) (W g : tuple) (next noise : X -> tuple) (rho : X -> R)
            (L alpha : R).
  Let dW x : tuple := fun m e => next x m e - W m e.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis smooth : forall x, possible x ->
    f (next x) <= f W + tuple_dot M size g (dW x) + L / 2 * tuple_norm_sq M size (dW x).
  Hypothesis noise_mean_0 : forall m e, entry M size m e -> E (fun x => noise x m e) = 0.
  Hypothesis missed : forall x, possible x ->
    tuple_norm_sq M size (fun m e => dW x m e + alpha * (g m e + noise x m e)) <= alpha^2 * rho x.

  Lemma descent_of_outcome x : possible x ->
    f (next x) <= f W - alpha / 2 * tuple_norm_sq M size g
      - (1 / (2 * alpha) - L) * tuple_norm_sq M size (fun m e => dW x m e + alpha * noise x m e)
      + alpha^2 * L * tuple_norm_sq M size (noise x) + alpha / 2 * rho x - alpha * tuple_dot M size g (noise x).
  Proof.
    intros Hx.
    set (b := fun m e => dW x m e + alpha * noise x m e).
    assert (first : tuple_dot M size g (dW x) = tuple_dot M size g b - alpha * tuple_dot M size g (noise x)).
    { unfold b. rewrite tuple_dot_plus_r, (tuple_dot_scal_r M size alpha g (noise x)). ring. }
    assert (second : tuple_norm_sq M size (dW x) <= 2 * tuple_norm_sq M size b + 2 * (alpha^2 * tuple_norm_sq M size (noise x))).
    { rewrite (tuple_norm_sq_ext M size (dW x) (fun m e => b m e + - alpha * noise x m e)) by (intros; unfold b; ring).
      eapply Rle_trans; [apply tuple_norm_sq_plus_le|]. rewrite tuple_norm_sq_scal. right; ring. }
    assert (third : tuple_norm_sq M size (fun m e => b m e + alpha * g m e) <= alpha^2 * rho x).
    { rewrite (tuple_norm_sq_ext M size _ (fun m e => dW x m e + alpha * (g m e + noise x m e)))
        by (intros; unfold b; ring). now apply missed. }
    assert (fourth : tuple_norm_sq M size (fun m e => b m e + alpha * g m e) / (2 * alpha) <= alpha / 2 * rho x).
    { replace (alpha / 2 * rho x) with (alpha^2 * rho x / (2 * alpha)) by (field; lra).
      apply Rmult_le_compat_r; [left; apply Rinv_0_lt_compat; lra|easy]. }
    apply (Rmult_le_compat_l (L / 2)) in second; [|lra].
    pose proof (smooth x Hx) as bound.
    rewrite first, (tuple_polarisation M size alpha) in bound by lra.
    fold b. unfold Rdiv in *. lra.
  Qed.

  Theorem expected_descent :
    E (fun x => f (next x)) <= f W - alpha / 2 * tuple_norm_sq M size g
      - (1 / (2 * alpha) - L) * E (fun x => tuple_norm_sq M size (fun m e => dW x m e + alpha * noise x m e))
      + alpha^2 * L * E (fun x => tuple_norm_sq M size (noise x)) + alpha / 2 * E rho.
  Proof.
    eapply Rle_trans; [apply (expect_le _ _ HE); intros x Hx; apply (descent_of_outcome x Hx)|].
    rewrite (expect_minus HE), !(expect_plus _ _ HE), (expect_minus HE), !(expect_scal _ _ HE), (expect_const _ _ HE).
    rewrite (expect_dot_noise HE) by easy. lra.
  Qed.
End ExpectedDescent.

(** Increments along a history: W_{k-d} - W_{k-d-1}, zero before the first sample. *)
Definition increment (W : list nat -> tuple) (h : list nat) (d : nat) : tuple :=
  fun m e => W (skipn d h) m e - W (skipn (S d) h) m e.

(** Layer m of M lags by M-1-m updates (layers counted from 0). Q_k^(m) = Σ_{k-D<=j<k} |dW_j^(m)|², D the lag. *)
Definition lag (M m : nat) : nat := M - 1 - m.
Definition squared_delay M (size : nat -> nat) (W : list nat -> tuple) (h : list nat) : R :=
  sum_of M (fun m => sum_of (lag M m) (fun d => norm_sq (size m) (increment W h d m))).

(** A_k = Σ_m Σ_{k-D<=j<k} (j-k+D+1) |dW_j^(m)|², with d = k-1-j. *)
Definition auxiliary M (size : nat -> nat) (W : list nat -> tuple) (h : list nat) : R :=
  sum_of M (fun m => sum_of (lag M m) (fun d => (INR (lag M m) - INR d) * norm_sq (size m) (increment W h d m))).

Lemma window_moves D (s : nat -> R) (latest : R) :
  sum_of D (fun d => (INR D - INR d) * match d with O => latest | S p => s p end)
  = sum_of D (fun d => (INR D - INR d) * s d) + INR D * latest - sum_of D s.
Proof.
  destruct D as [|D]; [simpl; ring|].
  rewrite sum_of_first. cbn [sum_of]. simpl (INR 0).
  rewrite (sum_of_ext D (fun i => (INR (S D) - INR (S i)) * s i) (fun i => (INR (S D) - INR i) * s i - s i))
    by (intros; rewrite !S_INR; ring).
  rewrite sum_of_minus, !S_INR. ring.
Qed.

(** A_{k+1} = A_k + Σ_m D_m |dW_k^(m)|² - Σ_m Q_k^(m) *)
Lemma auxiliary_moves M size W h i :
  auxiliary M size W (i :: h)
  = auxiliary M size W h + sum_of M (fun m => INR (lag M m) * norm_sq (size m) (increment W (i :: h) 0 m))
    - squared_delay M size W h.
Proof.
  unfold auxiliary, squared_delay. rewrite <- sum_of_plus, <- sum_of_minus. apply sum_of_ext; intros m _.
  rewrite <- window_moves. apply sum_of_ext; intros d _. now destruct d.
Qed.

Lemma squared_delay_nonneg M size W h : 0 <= squared_delay M size W h.
Proof. apply sum_of_nonneg; intros m _. apply sum_of_nonneg; intros; apply norm_sq_nonneg. Qed.

Lemma auxiliary_nonneg M size W h : 0 <= auxiliary M size W h.
Proof.
  apply sum_of_nonneg; intros m _. apply sum_of_nonneg; intros d Hd.
  apply Rmult_le_pos; [|apply norm_sq_nonneg]. apply lt_INR in Hd. lra.
Qed.

Lemma auxiliary_start M size W : auxiliary M size W [] = 0.
Proof.
  etransitivity; [|apply (sum_of_zero M)]. apply sum_of_ext; intros m _.
  etransitivity; [|apply (sum_of_zero (lag M m))]. apply sum_of_ext; intros d _.
  rewrite (norm_sq_ext _ _ (fun _ => 0)) by (intros; unfold increment; rewrite !skipn_nil; ring).
  unfold norm_sq. rewrite (sum_of_ext _ _ (fun _ => 0)), sum_of_zero by (intros; ring). ring.
Qed.

(** A_{k+1} <= A_k + (M-1)|dW_k|² - Σ_m Q_k^(m) *)
Lemma auxiliary_moves_le M size W h i :
  auxiliary M size W (i :: h)
  <= auxiliary M size W h + INR (M - 1) * tuple_norm_sq M size (increment W (i :: h) 0) - squared_delay M size W h.
Proof.
  rewrite auxiliary_moves. unfold tuple_norm_sq. rewrite <- sum_of_scal.
  apply Rplus_le_compat_r, Rplus_le_compat_l, sum_of_le; intros m _.
  apply Rmult_le_compat_r; [apply norm_sq_nonneg|]. apply le_INR. unfold lag. lia.
Qed.

(** The auxiliary function absorbs the delay: with weight (alpha/2) w its -Q cancels the delay term of the descent, and its
    increments cost (M-1) w alpha² of what 1/(2 alpha) - L_f leaves. *)
Section AbsorbDelay.
  Variables (M N : nat) (size : nat -> nat) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (h : list nat) (Lf alpha w descent loss : R).
  Let denoised := mean_of N (fun i => tuple_norm_sq M size
                                        (fun m e => increment W (i :: h) 0 m e + alpha * noise N g (W h) i m e)).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis w_nonneg : 0 <= w.
  Hypothesis rule : 0 <= 1 / (2 * alpha) - Lf - alpha * (INR (M - 1) * w).
  Hypothesis descends :
    mean_of N (fun i => f (W (i :: h)))
    <= f (W h) - descent - (1 / (2 * alpha) - Lf) * denoised + alpha^2 * Lf * noise_variance M size N g (W h) + loss
       + alpha / 2 * w * squared_delay M size W h.

  Lemma increment_split i :
    tuple_norm_sq M size (increment W (i :: h) 0)
    <= 2 * tuple_norm_sq M size (fun m e => increment W (i :: h) 0 m e + alpha * noise N g (W h) i m e)
       + 2 * alpha^2 * tuple_norm_sq M size (noise N g (W h) i).
  Proof.
    rewrite (tuple_norm_sq_ext M size (increment W (i :: h) 0)
      (fun m e => (increment W (i :: h) 0 m e + alpha * noise N g (W h) i m e) + - alpha * noise N g (W h) i m e))
      by (intros; ring).
    eapply Rle_trans; [apply tuple_norm_sq_plus_le|]. rewrite tuple_norm_sq_scal. right. ring.
  Qed.

  (** E_k A_{k+1} <= A_k + (M-1)(2 E|dW + alpha eps|² + 2 alpha² s²) - Σ_m Q_k^(m) *)
  Lemma mean_auxiliary :
    mean_of N (fun i => auxiliary M size W (i :: h))
    <= auxiliary M size W h
       + INR (M - 1) * (2 * denoised + 2 * (alpha^2 * noise_variance M size N g (W h))) - squared_delay M size W h.
  Proof.
    unfold denoised, noise_variance. rewrite <- !mean_of_scal, <- mean_of_plus, <- mean_of_scal.
    rewrite <- (mean_of_const N (auxiliary M size W h)), <- mean_of_plus by easy.
    rewrite <- (mean_of_const N (squared_delay M size W h)), <- mean_of_minus by easy.
    apply mean_of_le. intros i Hi. eapply Rle_trans; [apply auxiliary_moves_le|].
    pose proof (Rmult_le_compat_l _ _ _ (pos_INR (M - 1)) (increment_split i)). lra.
  Qed.

  Theorem absorbed_delay :
    mean_of N (fun i => f (W (i :: h)) + alpha / 2 * w * auxiliary M size W (i :: h))
    <= f (W h) + alpha / 2 * w * auxiliary M size W h - descent
       + alpha^2 * (Lf + alpha * (INR (M - 1) * w)) * noise_variance M size N g (W h) + loss.
  Proof.
    rewrite mean_of_plus, mean_of_scal.
    assert (Hc : 0 <= alpha / 2 * w) by (apply Rmult_le_pos; lra).
    pose proof (Rmult_le_compat_l _ _ _ Hc mean_auxiliary).
    assert (0 <= denoised) by (apply mean_of_nonneg; intros; apply tuple_norm_sq_nonneg).
    assert (0 <= (1 / (2 * alpha) - Lf - alpha * (INR (M - 1) * w)) * denoised) by now apply Rmult_le_pos.
    lra.
  Qed.
End AbsorbDelay.

(** (1+1/u)(1+r)² L_S², kappa = (M-1)(1+1/u)(1+r)² L_S², c = (alpha/2)(1+1/u)(1+r)² L_S², and the largest learning rate. *)
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
  replace ((2 * (V [] - floor) / (alpha * k) + 2 / alpha * y) / q) with ((V [] - floor + k * y) * / (k * (alpha / 2 * q)))
    by (field; lra).
  assert (0 < k * (alpha / 2 * q)) by (apply Rmult_lt_0_compat; [lra|apply Rmult_lt_0_compat; lra]).
  apply (Rmult_le_reg_r (k * (alpha / 2 * q))); [easy|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.
