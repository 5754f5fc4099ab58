(** Claim      |W'-W*|² <= |W-W*|² - (β/(2γF_max))|W-W*|²_R - (βγ/(2F_max))|u*|² + βγ|P'-P*|²_q, P* = (W*-W)/γ, u* =
               P*⊙F - |P*|⊙G, q = max(q+,q-), F, G, R = q+ q- at W
    Source     RF Lemma 6 (73), corrected
    Assumes    W' = U(W, βP') for any P' on elements with any responses, q+(W), q-(W) >= 0, F(W) <= F_max, F_max > 0; β,
               γ > 0, β max(q+,q-) <= γ in every entry
    Corrected  residual_main_descent; residual_main_descent_small_gamma: the published bound where γ <= 3√3/4 and R > 0
    Fails      residual_main_descent_published_fails: with (2βF_max³/γ)|P'-P*|²_{1/R} + 2β²|P'-P*|² in place of the
               last term, β <= γ/(2F_max), R > 0: D = 1, digital weights, γ = 2, W = 1, W* = P' = 0, β = 1/4: 1 >
               31/32 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device GeneralResponse ResidualLearning residual_mixed_descent.
Local Open Scope R_scope.

(** One entry: a = P*, x = P', q the larger response. *)
Lemma main_entry (up down a x : R) :
  0 <= up -> 0 <= down ->
  let q := Rmax up down in
  let qs := if Rle_dec 0 a then up else down in
  let b := if Rle_dec 0 x then up else down in
  - 2 * a * (x * b) <= - qs * a^2 + q * (x - a)^2 - b * x^2.
Proof.
  intros Hup Hdown q qs b. pose proof (Rmax_l up down) as H1. pose proof (Rmax_r up down) as H2. fold q in H1, H2.
  pose proof (pow2_ge_0 (x - a)). pose proof (pow2_ge_0 x). pose proof (pow2_ge_0 a).
  unfold qs, b; destruct (Rle_dec 0 a), (Rle_dec 0 x); try nra.
  - assert (0 <= - (a * x)) by nra.
    assert (0 <= (q - up) * a^2) by (apply Rmult_le_pos; lra).
    assert (0 <= (q - down) * x^2) by (apply Rmult_le_pos; lra).
    assert (0 <= (q - down) * - (a * x)) by (apply Rmult_le_pos; lra). nra.
  - assert (0 <= - (a * x)) by nra.
    assert (0 <= (q - down) * a^2) by (apply Rmult_le_pos; lra).
    assert (0 <= (q - up) * x^2) by (apply Rmult_le_pos; lra).
    assert (0 <= (q - up) * - (a * x)) by (apply Rmult_le_pos; lra). nra.
Qed.

Section Descent.
  Variables (n : nat) (A : array) (W Wstar P' : vector) (beta gamma : R).
  Hypotheses (Hw : in_range n A W) (Hbeta : 0 < beta) (Hgamma : 0 < gamma).

  Let Pstar := scale (/ gamma) (sub Wstar W).
  Let W' := step A W (scale beta P').
  Let e := sub P' Pstar.

  Lemma scaled_step i : W' i = W i + beta * (P' i * used A W P' i).
  Proof.
    unfold W'. rewrite step_realised, realised_used. unfold used, scale.
    assert (E : (if Rle_dec 0 (beta * P' i) then q_plus A W i else q_minus A W i)
                = (if Rle_dec 0 (P' i) then q_plus A W i else q_minus A W i)).
    { destruct (Rle_dec 0 (beta * P' i)), (Rle_dec 0 (P' i)); try easy; exfalso; nra. }
    rewrite E. ring.
  Qed.

  (** |W'-W*|² <= |W-W*|² - βγ Σ q_s P*² + βγ|P'-P*|²_q - βγ Σ b P'² + β²|u(P')|². *)
  Lemma main_step :
    norm_sq n (sub W' Wstar)
    <= norm_sq n (sub W Wstar) - beta * gamma * weighted_sq n (used A W Pstar) Pstar
       + beta * gamma * weighted_sq n (steepest A W) e - beta * gamma * weighted_sq n (used A W P') P'
       + beta^2 * norm_sq n (realised A W P').
  Proof.
    unfold norm_sq, weighted_sq. rewrite <- !sum_of_scal, <- !sum_of_minus, <- !sum_of_plus, <- sum_of_minus, <-
        sum_of_plus.
    apply sum_of_le. intros i Hi. destruct (Hw i Hi) as [Hup Hdown].
    pose proof (main_entry (q_plus A W i) (q_minus A W i) (Pstar i) (P' i) Hup Hdown) as H. cbv zeta in H.
    fold (used A W Pstar i) (used A W P' i) (steepest A W i) in H.
    assert (Hd : W i - Wstar i = - gamma * Pstar i) by (unfold Pstar, scale, sub; field; lra).
    unfold sub at 1 2. rewrite scaled_step, realised_used.
    replace (W i + beta * (P' i * used A W P' i) - Wstar i)
      with ((W i - Wstar i) + beta * (P' i * used A W P' i)) by ring.
    rewrite Hd. change (e i) with (P' i - Pstar i).
    apply (Rmult_le_compat_l (beta * gamma)) in H; [|nra]. lra.
  Qed.

  Variable F_max : R.
  Hypotheses (HF : F_at_most n A W F_max) (HFmax : 0 < F_max).

  (** 2F_max Σ q_s P² >= |P|²_R + |u(P)|². *)
  Lemma used_weight (P : vector) :
    weighted_sq n (R_of A W) P + norm_sq n (realised A W P) <= 2 * F_max * weighted_sq n (used A W P) P.
  Proof.
    unfold norm_sq, weighted_sq. rewrite <- !sum_of_scal, <- sum_of_plus. apply sum_of_le. intros i Hi.
    rewrite realised_used, Rpow_mult_distr. pose proof (used_identity A W P i) as E.
    destruct (used_bounds n A W Hw P i Hi) as [Hu _]. specialize (HF i Hi).
    replace (R_of A W i * P i^2 + P i^2 * (used A W P i)^2) with (P i^2 * (2 * F_of A W i * used A W P i))
      by (rewrite <- E; ring).
    replace (2 * F_max * (used A W P i * P i^2)) with (P i^2 * (2 * F_max * used A W P i)) by ring.
    apply Rmult_le_compat_l; [apply pow2_ge_0|]. nra.
  Qed.

  Hypothesis Hrate : forall i, (i < n)%nat -> beta * steepest A W i <= gamma.

  Theorem residual_main_descent :
    norm_sq n (sub W' Wstar)
    <= norm_sq n (sub W Wstar) - beta / (2 * gamma * F_max) * weighted_sq n (R_of A W) (sub W Wstar)
       - beta * gamma / (2 * F_max) * norm_sq n (realised A W Pstar)
       + beta * gamma * weighted_sq n (steepest A W) (sub P' Pstar).
  Proof.
    pose proof main_step as H. fold e. pose proof (used_weight Pstar) as HU.
    assert (Hsq : beta^2 * norm_sq n (realised A W P') <= beta * gamma * weighted_sq n (used A W P') P').
    { unfold norm_sq, weighted_sq. rewrite <- !sum_of_scal. apply sum_of_le. intros i Hi.
      rewrite realised_used. destruct (used_bounds n A W Hw P' i Hi) as [Hu1 Hu2]. specialize (Hrate i Hi).
      set (b := used A W P' i) in *. set (q := steepest A W i) in *. set (x := P' i).
      assert (0 <= beta * b * (gamma - beta * b) * x^2).
      { apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [nra|nra]. }
      nra. }
    assert (Hd : weighted_sq n (R_of A W) (sub W Wstar) = gamma^2 * weighted_sq n (R_of A W) Pstar).
    { unfold weighted_sq. rewrite <- sum_of_scal. apply sum_of_ext. intros i _. unfold Pstar, scale, sub. field. lra. }
    rewrite Hd.
    assert (HU' : beta * gamma / (2 * F_max) * (weighted_sq n (R_of A W) Pstar + norm_sq n (realised A W Pstar))
                  <= beta * gamma * weighted_sq n (used A W Pstar) Pstar).
    { replace (beta * gamma * weighted_sq n (used A W Pstar) Pstar)
        with (beta * gamma / (2 * F_max) * (2 * F_max * weighted_sq n (used A W Pstar) Pstar)) by (field; lra).
      apply Rmult_le_compat_l; [|easy]. left. apply Rdiv_lt_0_compat; nra. }
    replace (beta / (2 * gamma * F_max) * (gamma^2 * weighted_sq n (R_of A W) Pstar))
      with (beta * gamma / (2 * F_max) * weighted_sq n (R_of A W) Pstar) by (field; lra).
    lra.
  Qed.
  (** (q/F)(R/F²) = (1+x)²(1-x) <= 32/27, x = |G|/F. *)
  Lemma steepest_product i : (i < n)%nat -> steepest A W i * R_of A W i <= 32 / 27 * F_max^3.
  Proof.
    intros Hi. destruct (Hw i Hi) as [Hup Hdown]. pose proof (HF i Hi) as HFi. rewrite F_of_unfold in HFi.
    unfold steepest, R_of. set (u := q_plus A W i) in *. set (d := q_minus A W i) in *.
    (* (16/27)·(u+d)³/4 - x²y = (x-2y)²(4x+y)/27 for the larger x and the smaller y of both *)
    assert (Hxy : forall x y, 0 <= x -> 0 <= y -> x * x * y <= 32 / 27 * ((x + y) / 2)^3).
    { intros x y Hx Hy. assert (E : 32 / 27 * ((x + y) / 2)^3 - x * x * y = (x - 2 * y)^2 * (4 * x + y) / 27) by field.
      pose proof (Rmult_le_pos _ (4 * x + y) (pow2_ge_0 (x - 2 * y)) ltac:(lra)). lra. }
    assert (HM : ((u + d) / 2)^3 <= F_max^3) by (apply pow_incr; lra).
    unfold Rmax. destruct (Rle_dec u d).
    - pose proof (Hxy d u Hdown Hup) as H. replace ((d + u) / 2) with ((u + d) / 2) in H by field. lra.
    - pose proof (Hxy u d Hup Hdown). lra.
  Qed.

  Theorem residual_main_descent_small_gamma :
    gamma^2 <= 27 / 16 -> (forall i, (i < n)%nat -> 0 < R_of A W i) ->
    norm_sq n (sub W' Wstar)
    <= norm_sq n (sub W Wstar) - beta / (2 * gamma * F_max) * weighted_sq n (R_of A W) (sub W Wstar)
       - beta * gamma / (2 * F_max) * norm_sq n (realised A W Pstar)
       + 2 * beta * F_max^3 / gamma * weighted_inverse_sq n (R_of A W) (sub P' Pstar)
           + 2 * beta^2 * norm_sq n (sub P' Pstar).
  Proof.
    intros Hsmall HR. pose proof residual_main_descent as H.
    pose proof (Rmult_le_pos _ _ (pow2_ge_0 beta) (norm_sq_nonneg n (sub P' Pstar))).
    assert (HC : beta * gamma * weighted_sq n (steepest A W) (sub P' Pstar)
                 <= 2 * beta * F_max^3 / gamma * weighted_inverse_sq n (R_of A W) (sub P' Pstar)); [|lra].
    unfold weighted_sq, weighted_inverse_sq. rewrite <- !sum_of_scal. apply sum_of_le. intros i Hi.
    specialize (HR i Hi). pose proof (steepest_product i Hi) as Hq.
    set (q := steepest A W i) in *. set (rr := R_of A W i) in *. set (x := sub P' Pstar i).
    replace (2 * beta * F_max^3 / gamma * (x^2 / rr)) with (beta / gamma / rr * (2 * F_max^3) * x^2) by (field; lra).
    replace (beta * gamma * (q * x^2)) with (beta / gamma / rr * (gamma^2 * (q * rr)) * x^2) by (field; lra).
    apply Rmult_le_compat_r; [apply pow2_ge_0|]. apply Rmult_le_compat_l.
    - left. apply Rdiv_lt_0_compat; [now apply Rdiv_lt_0_compat|easy].
    - assert (0 <= q * rr).
      { apply Rmult_le_pos; [|lra]. destruct (used_bounds n A W Hw P' i Hi). unfold q. lra. }
      apply (Rle_trans _ (27 / 16 * (q * rr))); [now apply Rmult_le_compat_r|lra].
  Qed.
End Descent.

Theorem residual_main_descent_published_fails :
  ~ (forall (n : nat) (A : array) (W Wstar P' : vector) (beta gamma F_max : R),
       (0 < n)%nat -> in_range n A W -> (forall i, (i < n)%nat -> 0 < R_of A W i) -> is_F_max n A F_max ->
       0 < beta -> 0 < gamma -> beta <= gamma / (2 * F_max) ->
       let Pstar := scale (/ gamma) (sub Wstar W) in
       norm_sq n (sub (step A W (scale beta P')) Wstar)
       <= norm_sq n (sub W Wstar) - beta / (2 * gamma * F_max) * weighted_sq n (R_of A W) (sub W Wstar)
          - beta * gamma / (2 * F_max) * norm_sq n (realised A W Pstar)
          + 2 * beta * F_max^3 / gamma * weighted_inverse_sq n (R_of A W) (sub P' Pstar)
          + 2 * beta^2 * norm_sq n (sub P' Pstar)).
Proof.
  intros H. specialize (H 1%nat digital (fun _ => 1) (fun _ => 0) (fun _ => 0) (/ 4) 2 1).
  specialize (H ltac:(lia) (digital_in_range 1 _) ltac:(intros; unfold R_of, q_plus, q_minus; cbn; lra)
                (digital_F_max 1 ltac:(lia)) ltac:(lra) ltac:(lra) ltac:(lra)). cbv zeta in H.
  unfold weighted_sq, weighted_inverse_sq, norm_sq, sub in H. cbn [sum_of] in H. rewrite digital_step in H.
  unfold realised, R_of, q_plus, q_minus, scale in H. rewrite digital_F, digital_G in H. cbn in H.
  unfold Rdiv in H. lra.
Qed.
