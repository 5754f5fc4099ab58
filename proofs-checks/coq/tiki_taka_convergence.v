(** Claim    33P_max² < τ², P_max² = 41L²τ⁴D/(c²σ²), is met only where σ >= 36.78 √D Lτ/c >= 36.78 D Lτ
    Source   EX Thm 4, Assumption 5
    Assumes  finitely many outcomes of ε with any probabilities, E ε = 0, E|ε|² = σ², E|x+ε_i| >= cσ for every x and i;
             c, σ, τ, L > 0, D > 0. Where it can be met: tiki_taka_convergence_condition_can_be_met
    Derived  tiki_taka_convergence_derived_step, over ε_{k+1}, V = f(W_k) - f* + C1|P_{k+1} - C g_k|², C1 =
             α(1+r)/(2Ca): E V' <= V - (αCθ/2)|g_k|² + C1 β²(1+ρ)²σ², θ = 1 - r - 4ζ²ρ²(1+r), for one asymmetric
             linear device with symmetric point 0, v > 0 (the E|ε_i| of every entry), C = τ/v, a = βv/τ <= 1,
             8αCL(1+r) <= 3a, |W|_inf <= rτ, |P|_inf <= ρτ, r, ρ <= 1, |E|g'_i+ε_i| - v| <= ζ|g'_i|, 0 <= ζ <= 1, f
             smooth with constant L, E|ε|² <= σ²; tiki_taka_convergence_derived, with all this along a run, θ > 0 and
             f* <= f: (1/K) Σ_{k<K} E|g_k|² <= (1/θ)(2V_0/(αCK) + (1+r)(1+ρ)²βvσ²/τ) *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse Run TikiTaka tiki_taka_descent
  tracking.
Local Open Scope R_scope.

(** cσ √D <= σ: every entry has its share of the noise. *)
Lemma deviation_share n N p eps c sigma :
  distribution N p -> unbiased n N p eps -> variance n N p eps = sigma^2 -> deviates n N p eps (c * sigma) ->
  0 < c -> 0 < sigma -> c^2 * INR n <= 1.
Proof.
  intros Hp Hz Hv Hd Hc Hs. assert (Hk : 0 < c * sigma) by now apply Rmult_lt_0_compat.
  assert (H : INR n * (c * sigma)^2 <= sigma^2).
  { rewrite <- Hv, variance_entries, <- sum_of_const by easy. apply sum_of_le. intros i Hi.
    pose proof (expected_square N p Hp (fun j => Rabs (0 + eps j i))) as HS. cbv beta in HS.
    rewrite (expected_ext N p (fun j => (Rabs (0 + eps j i))^2) (fun j => (eps j i)^2)) in HS
      by (intros; rewrite pow2_abs; ring).
    eapply Rle_trans; [|exact HS]. apply pow_incr. split; [lra|now apply Hd]. }
  assert (0 < sigma^2) by now apply pow_lt. apply (Rmult_le_reg_r (sigma^2)); [easy|]. lra.
Qed.

Theorem tiki_taka_convergence n N p eps (L tau c sigma : R) :
  (0 < n)%nat -> distribution N p -> unbiased n N p eps -> variance n N p eps = sigma^2 ->
  deviates n N p eps (c * sigma) -> 0 < L -> 0 < tau -> 0 < c -> 0 < sigma ->
  33 * (41 * L^2 * tau^4 * INR n / (c^2 * sigma^2)) < tau^2 ->
  3678 / 100 * sqrt (INR n) * L * tau / c <= sigma /\
  3678 / 100 * INR n * L * tau <= 3678 / 100 * sqrt (INR n) * L * tau / c.
Proof.
  intros Hn Hp Hz Hv Hd HL Htau Hc Hs H. pose proof (deviation_share n N p eps c sigma Hp Hz Hv Hd Hc Hs) as Hshare.
  assert (HD : 0 < INR n) by now apply lt_0_INR. set (D := INR n) in *.
  assert (Hr : 0 < sqrt D) by now apply sqrt_lt_R0. assert (Hr2 : (sqrt D)^2 = D) by (apply pow2_sqrt; lra).
  set (q := sqrt D) in *. assert (Hcs : 0 < c^2 * sigma^2) by (apply Rmult_lt_0_compat; now apply pow_lt).
  assert (HLt : 0 < L * tau) by now apply Rmult_lt_0_compat.
  split.
  - apply (Rmult_le_reg_r c); [easy|]. replace (3678 / 100 * q * L * tau / c * c) with (3678 / 100 * q * (L * tau))
    by (field; lra).
    apply Rnot_lt_le. intros N0.
    assert (Hsq : (sigma * c)^2 <= (3678 / 100 * q * (L * tau))^2) by (apply pow_incr; nra).
    assert (Hup : 33 * (41 * L^2 * tau^4 * D) < tau^2 * (c^2 * sigma^2)).
    { apply (Rmult_lt_compat_r (c^2 * sigma^2)) in H; [|easy].
      replace (33 * (41 * L^2 * tau^4 * D / (c^2 * sigma^2)) * (c^2 * sigma^2)) with (33 * (41 * L^2 * tau^4 * D)) in H
        by (field; lra). lra. }
    assert (Ht2 : 0 < tau^2) by now apply pow_lt.
    assert (HX : 0 < L^2 * tau^4 * D) by (repeat apply Rmult_lt_0_compat; try apply pow_lt; lra).
    apply (Rmult_le_compat_l (tau^2)) in Hsq; [|lra].
    replace (tau^2 * (3678 / 100 * q * (L * tau))^2) with ((3678 / 100)^2 * (L^2 * tau^4 * (q^2))) in Hsq by ring.
    rewrite Hr2 in Hsq. lra.
  - apply (Rmult_le_reg_r c); [easy|]. replace (3678 / 100 * q * L * tau / c * c) with (3678 / 100 * (L * tau) * q)
    by (field; lra).
    replace (3678 / 100 * D * L * tau * c) with (3678 / 100 * (L * tau) * (q * (q * c))) by (rewrite <- Hr2; ring).
    apply Rmult_le_compat_l; [nra|]. assert (Hqc : q * c <= 1); [|nra].
    apply Rnot_lt_le. intros N0. assert (1 < (q * c)^2) by nra. rewrite Rpow_mult_distr, Hr2 in H0. lra.
Qed.

(** The condition can be met: D = c = τ = σ = 1, ε = ±1, L = 1/37. *)
Theorem tiki_taka_convergence_condition_can_be_met :
  exists (n N : nat) (p : vector) (eps : nat -> vector) (L tau c sigma : R),
    (0 < n)%nat /\ distribution N p /\ unbiased n N p eps /\ variance n N p eps = sigma^2 /\
    deviates n N p eps (c * sigma) /\ 0 < L /\ 0 < tau /\ 0 < c /\ 0 < sigma /\
    33 * (41 * L^2 * tau^4 * INR n / (c^2 * sigma^2)) < tau^2.
Proof.
  exists 1%nat, 2%nat, (fun _ => / 2), (fun j _ => plus_or_minus j), (/ 37), 1, 1, 1.
  split; [lia|]. split; [split; [intros|]; cbn [sum_of]; lra|].
  split; [intros i _; unfold expected, plus_or_minus; cbn [sum_of]; lra|].
  split; [unfold variance, expected, norm_sq, plus_or_minus; cbn [sum_of]; lra|].
  split; [|cbn [INR]; lra].
  intros i x _. unfold expected, plus_or_minus. cbn [sum_of]. unfold Rabs. repeat destruct Rcase_abs; lra.
Qed.

Section Derived.
  Variables (n N : nat) (p : vector) (L : R) (f : vector -> R) (grad : vector -> vector) (f_star : R).
  Hypotheses (Hp : distribution N p) (HL : 0 <= L) (Hf : quadratic_bound n L f grad).
  Hypothesis Hgrad : forall x y, norm_sq n (sub (grad y) (grad x)) <= L^2 * norm_sq n (sub y x).
  Variables (tau alpha beta v sigma r rho zeta : R).
  Hypotheses (Htau : 0 < tau) (Halpha : 0 < alpha) (Hbeta : 0 < beta) (Hv : 0 < v) (Ha1 : beta * v <= tau).
  Hypotheses (Hr : 0 <= r <= 1) (Hrho : 0 <= rho <= 1) (Hzeta : 0 <= zeta <= 1).

  Let C := tau / v.
  Let a := beta * v / tau.
  Let C1 := alpha * (1 + r) / (2 * C * a).
  Let theta := 1 - r - 4 * zeta^2 * rho^2 * (1 + r).
  Hypothesis Hrate : 8 * alpha * C * L * (1 + r) <= 3 * a.

  (** The state is (W_k, P_{k+1}); W_{k+1} = U(W_k, -αP_{k+1}), P_{k+2} = U(P_{k+1}, β(g_{k+1}+ε)). *)
  Let moved (s : vector * vector) := step (ald tau) (fst s) (scale (- alpha) (snd s)).
  Definition tiki_taka_next (eps : vector -> nat -> vector) (s : vector * vector) (j : nat) : vector * vector :=
    (moved s, step (ald tau) (snd s) (scale beta (add (grad (moved s)) (eps (moved s) j)))).
  Definition tiki_taka_lyapunov (s : vector * vector) : R :=
    f (fst s) - f_star + C1 * norm_sq n (sub (snd s) (scale C (grad (fst s)))).

  (** What is asked of noise with the outcomes e where the gradient is g. *)
  Definition steady_noise (e : nat -> vector) (g : vector) : Prop :=
    unbiased n N p e /\ variance n N p e <= sigma^2 /\
    forall i, (i < n)%nat -> Rabs (expected N p (fun j => Rabs (g i + e j i)) - v) <= zeta * Rabs (g i).

  Variable eps : vector -> nat -> vector.
  Definition within (s : vector * vector) : Prop :=
    norm_inf n (fst s) <= r * tau /\ norm_inf n (snd s) <= rho * tau /\
    steady_noise (eps (moved s)) (grad (moved s)).

  Lemma a_range : 0 < a <= 1.
  Proof.
    split; [apply Rdiv_lt_0_compat; nra|]. apply (Rmult_le_reg_r tau); [easy|].
    unfold a, Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma C_pos : 0 < C.
  Proof. now apply Rdiv_lt_0_compat. Qed.

  Lemma C1_pos : 0 < C1.
  Proof.
    pose proof C_pos as HC. pose proof (proj1 a_range) as Ha. unfold C1.
    apply Rdiv_lt_0_compat; apply Rmult_lt_0_compat; try lra.
  Qed.

  Lemma in_share x b i : (i < n)%nat -> norm_inf n x <= b * tau -> Rabs (x i / tau) <= b.
  Proof.
    intros Hi Hx. pose proof (Rle_trans _ _ _ (norm_inf_entry n x i Hi) Hx) as H.
    unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat).
    apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l; lra.
  Qed.

  Lemma tracks s :
    within s ->
    expected N p (fun j => norm_sq n (sub (snd (tiki_taka_next eps s j)) (scale C (grad (moved s)))))
    <= (1 - a) * norm_sq n (sub (snd s) (scale C (grad (fst s))))
       + 2 * a * (zeta^2 * rho^2 * C^2) * norm_sq n (grad (moved s))
       + 2 * ((1 - a)^2 / a) * C^2 * norm_sq n (sub (grad (moved s)) (grad (fst s))) + beta^2 * (1 + rho)^2 * sigma^2.
  Proof.
    intros [HW [HP [Hz [Hs Hdev]]]]. pose proof a_range as Ha. set (W' := moved s). set (P := snd s).
    set (e := eps (moved s)) in *.
    apply (Rle_trans _ ((1 - a) * norm_sq n (sub P (scale C (grad (fst s))))
       + 2 * a * (zeta^2 * rho^2 * C^2) * norm_sq n (grad W')
       + 2 * ((1 - a)^2 / a) * C^2 * norm_sq n (sub (grad W') (grad (fst s)))
           + beta^2 * (1 + rho)^2 * variance n N p e)).
    2:{ apply Rplus_le_compat_l, Rmult_le_compat_l; [apply Rmult_le_pos; apply pow2_ge_0|exact Hs]. }
    unfold norm_sq at 1. rewrite expected_sum, variance_entries by easy. unfold norm_sq.
    rewrite <- !sum_of_scal, <- !sum_of_plus. apply sum_of_le. intros i Hi.
    pose proof (in_share P rho i Hi HP) as Ho. specialize (Hdev i Hi). fold W' in Hdev.
    assert (Hx : P i = P i / tau * tau) by (field; lra).
    pose proof (entry_mean N p Hp tau beta v Htau Hbeta Hv Ha1 (fun j => e j i) (P i) (P i / tau) (grad W' i)
                  (grad (fst s) i) Hx (Hz i Hi)) as H.
    cbv zeta in H. fold C a in H. set (m := expected N p (fun j => Rabs (grad W' i + e j i))) in *.
    set (y := grad W' i) in *. set (x := P i) in *.
    set (w := expected N p (fun j => (e j i)^2)) in *.
    assert (Hw : 0 <= w) by (apply expected_nonneg; [easy|intros; apply pow2_ge_0]).
    eapply Rle_trans; [|apply (Rle_trans _ _ _ H)].
    - right. apply expected_ext. intros j _. unfold sub, tiki_taka_next, scale, add. cbn [snd]. rewrite ald_step.
      unfold scale, add. reflexivity.
    - change (sub P (scale C (grad (fst s))) i) with (x - C * grad (fst s) i).
      change (sub (grad W') (grad (fst s)) i) with (y - grad (fst s) i).
      assert (Hm : ((v - m) * x / v)^2 <= zeta^2 * rho^2 * C^2 * y^2).
      { replace (zeta^2 * rho^2 * C^2 * y^2) with ((zeta * Rabs y)^2 * (rho * C)^2)
          by (rewrite !Rpow_mult_distr, pow2_abs; ring).
        replace ((v - m) * x / v) with ((v - m) * (x / tau * C)) by (unfold C; field; lra).
        rewrite Rpow_mult_distr. apply Rmult_le_compat; try apply pow2_ge_0.
        - rewrite <- (pow2_abs (v - m)). apply pow_incr. split; [apply Rabs_pos|]. now rewrite Rabs_minus_sym.
        - rewrite <- (pow2_abs (x / tau * C)). apply pow_incr. split; [apply Rabs_pos|].
          rewrite Rabs_mult, (Rabs_pos_eq C) by (pose proof C_pos; lra).
          apply Rmult_le_compat_r; [pose proof C_pos; lra|easy]. }
      assert (Hm' : 2 * a * ((v - m) * x / v)^2 <= 2 * a * (zeta^2 * rho^2 * C^2 * y^2))
        by (apply Rmult_le_compat_l; lra).
      assert (Ho2 : beta^2 * (1 + Rabs (x / tau))^2 * w <= beta^2 * (1 + rho)^2 * w).
      { apply Rmult_le_compat_r; [easy|]. apply Rmult_le_compat_l; [apply pow2_ge_0|]. apply pow_incr.
        pose proof (Rabs_pos (x / tau)). lra. }
      lra.
  Qed.

  Theorem tiki_taka_convergence_derived_step s :
    within s ->
    expected N p (fun j => tiki_taka_lyapunov (tiki_taka_next eps s j))
    <= tiki_taka_lyapunov s - alpha * C * theta / 2 * norm_sq n (grad (fst s)) + C1 * beta^2 * (1 + rho)^2 * sigma^2.
  Proof.
    intros Hin. pose proof (tracks s Hin) as HT. destruct Hin as [HW _].
    pose proof a_range as Ha. pose proof C_pos as HC.
    set (W := fst s) in *. set (P := snd s) in *. set (W' := moved s) in *.
    assert (Hom : forall i, (i < n)%nat -> Rabs (W i / tau) <= r) by (intros i Hi; now apply in_share).
    pose proof (tiki_taka_descent_derived n L f grad Hf tau alpha C r W P Halpha HC Hom (proj2 Hr) HL) as HD.
    cbv zeta in HD. set (d := fun i => 1 + (if Rle_dec 0 (P i) then 1 else -1) * (W i / tau)) in *.
    change (step (ald tau) W (scale (- alpha) P)) with W' in HD.
    (* |dW|² <= α²(1+r) Σ d_i P_i² *)
    assert (Hmove : norm_sq n (sub W' W) <= alpha^2 * (1 + r) * weighted_sq n d P).
    { unfold norm_sq, weighted_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
      pose proof (move tau alpha W P Halpha i) as E. cbv zeta in E.
      change (step (ald tau) W (scale (- alpha) P)) with W' in E.
      rewrite E. specialize (Hom i Hi). apply abs_between in Hom.
      assert (Ed : P i + Rabs (P i) * (W i / tau) = d i * P i).
      { unfold d. destruct (Rle_dec 0 (P i)); [rewrite Rabs_pos_eq by easy|rewrite Rabs_left by lra]; ring. }
      assert (Hd : 0 <= d i <= 1 + r) by (unfold d; destruct (Rle_dec 0 (P i)); lra).
      rewrite Ed. replace ((- alpha * (d i * P i))^2) with (alpha^2 * (d i * (d i * P i^2))) by ring.
      rewrite Rmult_assoc. apply Rmult_le_compat_l; [apply pow2_ge_0|].
      apply Rmult_le_compat_r; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|lra]. }
    pose proof (Hgrad W W') as HL2.
    pose proof (norm_sq_plus_le n (grad W) (sub (grad W') (grad W))) as HG.
    rewrite (norm_sq_ext n _ (grad W')) in HG by (intros; unfold sub; ring).
    set (S := weighted_sq n d P) in *. set (G := norm_sq n (grad W)) in *. set (G' := norm_sq n (grad W')) in *.
    set (dG := norm_sq n (sub (grad W') (grad W))) in *. set (dW := norm_sq n (sub W' W)) in *.
    set (A := norm_sq n (sub P (scale C (grad W)))) in *.
    assert (HS : 0 <= S).
    { assert (0 <= alpha^2 * (1 + r) * S) by (eapply Rle_trans; [apply norm_sq_nonneg|exact Hmove]).
      apply Rnot_lt_le. intros N0. assert (0 < alpha^2 * (1 + r))
        by (apply Rmult_lt_0_compat; [now apply pow_lt|lra]). nra. }
    pose proof C1_pos as HC1.
    set (z := zeta^2 * rho^2) in *.
    assert (Hz : 0 <= z <= 1) by (unfold z; assert (0 <= zeta^2 <= 1) by nra; assert (0 <= rho^2 <= 1) by nra; nra).
    unfold tiki_taka_lyapunov.
    rewrite (expected_ext N p _ (fun j => f W' - f_star
      + C1 * norm_sq n (sub (snd (tiki_taka_next eps s j)) (scale C (grad W'))))) by reflexivity.
    rewrite expected_plus, expected_scal, expected_const by easy. fold W P A.
    set (X := expected N p _) in *.
    (* in the terms G, S, A *)
    assert (HGb : G' <= 2 * G + 2 * (L^2 * dW)) by lra.
    assert (HdW : L^2 * dW <= L^2 * (alpha^2 * (1 + r) * S)) by (apply Rmult_le_compat_l; [apply pow2_ge_0|easy]).
    set (x := alpha * C * L * (1 + r)) in *.
    assert (Hx : 0 <= x <= 3 / 8 * a).
    { unfold x. split; [|lra]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; [|lra]. apply Rmult_le_pos; lra. }
    assert (T1 : 2 * a * (z * C^2) * G' <= 4 * a * z * C^2 * G + 4 * a * z * C^2 * (L^2 * dW)).
    { assert (2 * a * (z * C^2) * G' <= 2 * a * (z * C^2) * (2 * G + 2 * (L^2 * dW))); [|lra].
      apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [lra|]. apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
    assert (T2 : 2 * ((1 - a)^2 / a) * C^2 * dG <= 2 * ((1 - a)^2 / a) * C^2 * (L^2 * dW)).
    { apply Rmult_le_compat_l; [|easy]. apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [lra|].
      apply Rmult_le_pos; [apply pow2_ge_0|left; apply Rinv_0_lt_compat; lra]. }
    assert (T3 : (2 * ((1 - a)^2 / a) + 4 * a * z) * (C^2 * (L^2 * dW))
        <= 4 / a * (C^2 * (L^2 * (alpha^2 * (1 + r) * S)))).
    { assert (Hq : 2 * ((1 - a)^2 / a) + 4 * a * z <= 4 / a).
      { apply (Rmult_le_reg_r a); [lra|]. replace ((2 * ((1 - a)^2 / a) + 4 * a * z) * a)
          with (2 * (1 - a)^2 + 4 * a^2 * z)
          by (field; lra). replace (4 / a * a) with 4 by (field; lra).
        assert (a^2 * z <= a^2 * 1) by (apply Rmult_le_compat_l; [apply pow2_ge_0|lra]). nra. }
      assert (H0 : 0 <= C^2 * (L^2 * dW)).
      { apply Rmult_le_pos; [apply pow2_ge_0|]. apply Rmult_le_pos; [apply pow2_ge_0|apply norm_sq_nonneg]. }
      apply (Rle_trans _ (4 / a * (C^2 * (L^2 * dW)))); [now apply Rmult_le_compat_r|].
      apply Rmult_le_compat_l; [left; apply Rdiv_lt_0_compat; lra|]. apply Rmult_le_compat_l; [apply pow2_ge_0|easy]. }
    assert (HT' : C1 * X <= C1 * ((1 - a) * A + 4 * a * z * C^2 * G
                                  + 4 / a * (C^2 * (L^2 * (alpha^2 * (1 + r) * S))) + beta^2 * (1 + rho)^2 * sigma^2)).
    { apply Rmult_le_compat_l; lra. }
    assert (E1 : C1 * (4 / a * (C^2 * (L^2 * (alpha^2 * (1 + r) * S)))) = alpha / (2 * C) * (4 * (x / a)^2) * S).
    { unfold C1, x. field. lra. }
    assert (E2 : C1 * (4 * a * z * C^2 * G) = alpha * C / 2 * (4 * z * (1 + r)) * G) by (unfold C1; field; lra).
    assert (E3 : alpha * (1 + r) / (2 * C) * A = C1 * (a * A)) by (unfold C1; field; lra).
    rewrite E3 in HD.
    assert (Hxa : 0 <= x / a <= 3 / 8).
    { split; [apply Rmult_le_pos; [lra|left; apply Rinv_0_lt_compat; lra]|].
      apply (Rmult_le_reg_r a); [lra|]. replace (x / a * a) with x by (field; lra). lra. }
    assert (Hlast : alpha / (2 * C) * (4 * (x / a)^2) * S <= alpha / (2 * C) * (1 - x) * S).
    { apply Rmult_le_compat_r; [easy|]. apply Rmult_le_compat_l; [left; apply Rdiv_lt_0_compat; lra|].
      assert (x <= 3 / 8) by nra. nra. }
    assert (Et : alpha * C * theta / 2 * G = alpha * C * (1 - r) / 2 * G - alpha * C / 2 * (4 * z * (1 + r)) * G)
      by (unfold theta, z; field).
    rewrite Et. lra.
  Qed.

  Hypotheses (Htheta : 0 < theta) (Hbelow : forall x, f_star <= f x).

  Let after_step := noise_step (vector * vector) N p (tiki_taka_next eps).
  Let leads := noise_leads (vector * vector) N (tiki_taka_next eps).

  Theorem tiki_taka_convergence_derived K s :
    (0 < K)%nat -> along_run _ leads within K s ->
    mean_of K (fun k => expect_after _ after_step (fun s => norm_sq n (grad (fst s))) k s)
    <= / theta * (2 * tiki_taka_lyapunov s / (alpha * C * INR K) + (1 + r) * (1 + rho)^2 * beta * v * sigma^2 / tau).
  Proof.
    intros HK Hs. pose proof C_pos as HC. pose proof a_range as Ha.
    set (b := alpha * C * theta / 2). set (c := - (C1 * beta^2 * (1 + rho)^2 * sigma^2)).
    set (X := fun s : vector * vector => norm_sq n (grad (fst s))).
    pose proof (noise_step_le _ N p (tiki_taka_next eps) Hp) as Hle.
    pose proof (noise_step_affine _ N p (tiki_taka_next eps) Hp) as Haffine.
    set (mean := expect_after _ after_step) in *.
    pose proof (telescoped _ after_step leads Hle Haffine within tiki_taka_lyapunov (fun s => b * X s + 0 * X s + c) K
        s) as HT.
    fold mean in HT. rewrite (sum_of_ext K _ (fun k => b * mean X k s + 0 * mean X k s + c)) in HT
      by (intros; now apply (expect_after_affine _ after_step leads)).
    rewrite !sum_of_plus, !sum_of_scal, sum_of_const in HT. unfold mean_of.
    set (m := sum_of K (fun k => mean X k s)) in *.
    assert (HV : b * m + 0 * m + INR K * c <= tiki_taka_lyapunov s).
    { apply HT; [| |exact Hs].
      - intros s'. unfold tiki_taka_lyapunov. specialize (Hbelow (fst s')).
        assert (0 <= C1 * norm_sq n (sub (snd s') (scale C (grad (fst s'))))).
        { apply Rmult_le_pos; [pose proof C1_pos; lra|apply norm_sq_nonneg]. }
        lra.
      - intros s' Hs'. pose proof (tiki_taka_convergence_derived_step s' Hs') as H1.
        unfold after_step, noise_step, b, c, X. lra. }
    assert (HKp : 0 < INR K) by now apply lt_0_INR. 
    assert (Hb : 0 < b).
    { unfold b. apply Rdiv_lt_0_compat; [|lra]. apply Rmult_lt_0_compat; [now apply Rmult_lt_0_compat|easy]. }
    apply (Rmult_le_reg_r (b * INR K)); [now apply Rmult_lt_0_compat|].
    replace (m / INR K * (b * INR K)) with (b * m) by (field; lra).
    replace (/ theta * (2 * tiki_taka_lyapunov s / (alpha * C * INR K)
        + (1 + r) * (1 + rho)^2 * beta * v * sigma^2 / tau)
             * (b * INR K)) with (tiki_taka_lyapunov s - INR K * c).
    - lra.
    - unfold b, c, C1, a, C in *. field. repeat split; lra.
  Qed.
End Derived.
